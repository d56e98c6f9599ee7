/** Finds the notebooks named on a command line. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OptionError } from '../core/errors';
import { ROOT, shownPath } from './environment';

/** In the name of a student's version of a notebook, kept when the notebook was brought back to its start. */
export const KEPT = '.kept-';

/** All notebooks in a folder (by default the course's), in the order of their numbers, without kept versions. */
export function allNotebooks(folder = join(ROOT, 'notebooks')): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb') && !name.startsWith('.') && !name.includes(KEPT))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => !isFolder(path));
}

/** A broken link isn't a folder: it is reported when it is read. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The paths or names of notebooks whose name starts so. A whole number wins: `02` is not `02b`. */
export function startingWith(start: string, all: readonly string[]): string[] {
  if (start === '') return [];
  const beginning = (text: string) => all.filter((path) => path.split(/[\\/]/).at(-1)!.startsWith(text));
  const numbered = beginning(`${start}-`);
  return numbered.length > 0 ? numbered : beginning(start);
}

/**
 * Finds a notebook by its path or the start of its name (`01`).
 * @throws OptionError that lists the notebooks if none or several match
 */
export function findNotebook(name: string, all: string[] = allNotebooks()): string {
  // npm runs commands in the project's folder, and passes the folder where they were typed.
  for (const path of [resolve(process.env.INIT_CWD ?? '', name), name]) {
    if (existsSync(path) && statSync(path).isFile() && path.endsWith('.ipynb')) return path;
  }
  const start = name.replace(/^(\.[\\/])?notebooks[\\/]/, '');
  const meant = startingWith(start, all);
  if (meant.length === 1) return meant[0]!;
  const list = (meant.length > 1 ? meant : all).map((path) => `\n  ${shownPath(path)}`).join('');
  throw new OptionError(
    `${meant.length > 1 ? `${name} matches more than one notebook` : `No notebook matches ${name}`}.${list && ` There ${list.split('\n').length > 2 ? 'are' : 'is'}:${list}`}`,
  );
}
