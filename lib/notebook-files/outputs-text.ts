/** The text form of a notebook's outputs, for a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { cellNumbers } from './execute';
import type { Notebook, Output } from './ipynb';
import { sectionTitles } from './sections';

/** The text output of each cell, below its number and section title. */
export function outputsText(notebook: Notebook): string {
  const titles = sectionTitles(notebook);
  const numbers = cellNumbers(notebook);
  return notebook.cells
    .map((cell, index) => {
      const text = (cell.outputs ?? []).map(textOf).filter(Boolean).join('\n');
      return text && `[${numbers[index]?.cell ?? '+'}] ${titles[index] ?? ''}\n${text}\n`;
    })
    .filter(Boolean)
    .join('\n');
}

function textOf(output: Output): string {
  if (output.output_type === 'stream') return output.text.trimEnd();
  if (output.output_type === 'error') return stripVTControlCharacters(`${output.ename}: ${output.evalue}`);
  return String(output.data['text/plain'] ?? '').trimEnd();
}
