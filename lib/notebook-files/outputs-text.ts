/** What a terminal can show of a run notebook's outputs. */
import { stripVTControlCharacters } from 'node:util';
import { cellNumbers } from './execute';
import type { Notebook, Output } from './ipynb';
import { sectionTitles } from './sections';

/** The text of each cell that has some, below its number and the title of its section. */
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
