/** `npm run workshop -- student` and `teacher`: editions of all notebooks, each from its one source. */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { LabError, OptionError } from '../../../lib/core/errors';
import { type EditionOptions, studentEdition } from '../../../lib/notebook-files/editions/student-edition';
import { teacherEdition } from '../../../lib/notebook-files/editions/teacher-edition';
import {
  parseNotes,
  strayNotes,
  type TeachingNotes,
} from '../../../lib/notebook-files/editions/teaching-notes';
import { ROOT } from '../../../lib/notebook-files/environment';
import { allNotebooks } from '../../../lib/notebook-files/find';
import { type Notebook, readNotebook, writeNotebook } from '../../../lib/notebook-files/ipynb';
import { answersOf } from './answers';
import { readRunTimes, TEACHING } from './run-times';

export const EDITIONS = ['student', 'teacher'] as const;
export type EditionName = (typeof EDITIONS)[number];

/** For the teacher's edition: how the notebooks fill half a day, a day, a semester. */
const PLANS = 'time-plans.md';

/**
 * The edition of a notebook.
 * @param path of its source
 * @throws DataError if the teacher's notes aren't those of the notebook
 */
export function edition(name: EditionName, path: string, options: EditionOptions = {}): Notebook {
  const notebook = readNotebook(path);
  if (name === 'student') return studentEdition(notebook, options);
  const file = basename(path);
  const notes = notesOf(path, notebook);
  const times = readRunTimes()[basename(path, '.ipynb')];
  return teacherEdition(notebook, { notes, answers: answersOf(notebook, file), times }, options);
}

/** The notes on a notebook; empty where nobody has written any. */
export function notesOf(path: string, notebook: Notebook): TeachingNotes {
  const name = basename(path, '.ipynb');
  const file = join(TEACHING, `${name}.md`);
  if (!existsSync(file)) return { introduction: '', sections: [] };
  const shown = `lib/workshop/teaching/${name}.md`;
  const notes = parseNotes(readFileSync(file, 'utf8'), shown);
  const [stray] = strayNotes(notes, notebook);
  if (stray === undefined) return notes;
  throw new LabError(
    'WORKSHOP',
    `${shown}: the notebook has no section "${stray}". Rename it there, or remove it.`,
  );
}

/**
 * Writes the edition of every notebook into a folder.
 * @returns the files written
 * @throws OptionError if one of them exists; then none is written
 */
export function writeEditions(name: EditionName, folder: string, options: EditionOptions): string[] {
  const made = allNotebooks().map((path) => ({ file: join(folder, basename(path)), from: path }));
  const plans = name === 'teacher' ? [join(folder, PLANS)] : [];
  const there = [...made.map(({ file }) => file), ...plans].find((file) => existsSync(file));
  if (there !== undefined) throw new OptionError(`${there} exists; give an empty or new folder with --out.`);
  const editions = made.map(({ file, from }) => ({
    file,
    notebook: relocated(edition(name, from, options), folder),
  }));
  mkdirSync(folder, { recursive: true });
  for (const { file, notebook } of editions) writeNotebook(file, notebook);
  for (const file of plans) copyFileSync(join(TEACHING, PLANS), file);
  return [...made.map(({ file }) => file), ...plans];
}

/** Replaces the notebooks of a copy of the clone. It has the tracked ones only: a teacher's others stay private. */
export function putEdition(name: EditionName, clone: string): void {
  for (const path of allNotebooks()) {
    const file = join(clone, 'notebooks', basename(path));
    if (existsSync(file)) writeNotebook(file, edition(name, path));
  }
}

/** Whether notebooks in a folder can import from this project. */
export function isInside(folder: string): boolean {
  const below = relative(ROOT, folder);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !/^[A-Z]:/i.test(below);
}

/** With the paths to the project as they are in that folder. One outside the project is for the folder notebooks/. */
function relocated(notebook: Notebook, folder: string): Notebook {
  const up = isInside(folder) ? relative(folder, ROOT).split(sep).join('/') : '..';
  if (up === '..') return notebook;
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: cell.source.replace(/(['"])\.\.\/(?=(lib|data)\/)/g, `$1${up}/`),
  }));
  return { ...notebook, cells };
}
