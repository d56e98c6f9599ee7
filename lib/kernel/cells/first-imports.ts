/** What the notebook that the kernel was started for imports, before any of its cells has run. */
import { readFileSync } from 'node:fs';

interface NotebookCell {
  readonly cell_type?: string;
  readonly source?: string | readonly string[];
}

/** The code of the first cell that imports something; undefined if there is none, or no notebook at this path. */
export function firstImports(notebook: string): string | undefined {
  try {
    const { cells } = JSON.parse(readFileSync(notebook, 'utf8')) as { cells: readonly NotebookCell[] };
    return cells
      .filter((cell) => cell.cell_type === 'code')
      .map(({ source = '' }) => (typeof source === 'string' ? source : source.join('')))
      .find((code) => /^\s*import\b/m.test(code));
  } catch {
    return undefined;
  }
}
