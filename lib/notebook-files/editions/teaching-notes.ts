/**
 * A teacher's notes on a notebook: a Markdown file whose headings are those of the notebook, each with its minutes.
 *
 * ```md
 * What the session is for.
 *
 * ## Train and test (5 min)
 * What to say, what to ask, what goes wrong.
 *
 * ## Better models (5 min, skip if short of time)
 * ```
 */
import { DataError } from '../../core/errors';
import type { Notebook } from '../ipynb';
import { headingsOf } from '../sections';

export interface SectionNotes {
  readonly title: string;
  readonly minutes: number;
  /** Whether it is the first to go when time is short. */
  readonly skip: boolean;
  readonly text: string;
}

export interface TeachingNotes {
  readonly introduction: string;
  readonly sections: readonly SectionNotes[];
}

const HEADING = /^## +(.+?) +\((\d+) min(, skip if short of time)?\)\s*$/;

/** @throws DataError for a heading without minutes, with its line */
export function parseNotes(text: string, file: string): TeachingNotes {
  const sections: (Omit<SectionNotes, 'text'> & { lines: string[] })[] = [];
  const introduction: string[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (!/^#+ /.test(line)) {
      (sections.at(-1)?.lines ?? introduction).push(line);
      continue;
    }
    const [, title, minutes, skip] = HEADING.exec(line) ?? [];
    if (title === undefined) {
      const expected = '"## Title (5 min)" or "## Title (5 min, skip if short of time)"';
      throw new DataError(`${file}, line ${at + 1}: expected ${expected}, got "${line}"`, {
        file,
        line: at + 1,
      });
    }
    sections.push({ title, minutes: Number(minutes), skip: skip !== undefined, lines: [] });
  }
  return {
    introduction: introduction.join('\n').trim(),
    sections: sections.map(({ lines, ...section }) => ({ ...section, text: lines.join('\n').trim() })),
  };
}

/** Sections that the notes name and the notebook doesn't have. */
export function strayNotes({ sections }: TeachingNotes, notebook: Notebook): string[] {
  const titles = new Set(notebook.cells.flatMap((cell) => headingsOf(cell.source)).map(({ title }) => title));
  return sections.map(({ title }) => title).filter((title) => !titles.has(title));
}

/** The minutes of all sections, and of those that can't be skipped. */
export function minutesOf({ sections }: TeachingNotes): { all: number; least: number } {
  const sum = (some: readonly SectionNotes[]) => some.reduce((total, { minutes }) => total + minutes, 0);
  return { all: sum(sections), least: sum(sections.filter(({ skip }) => !skip)) };
}
