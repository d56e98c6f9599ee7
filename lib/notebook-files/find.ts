/** Finds the notebooks that a command line names. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OptionError } from '../core/errors';
import { ROOT, shownPath } from './environment';

/** All notebooks of a folder, the course's if none is given, in the order of their numbers. */
export function allNotebooks(folder = join(ROOT, 'notebooks')): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => !isFolder(path));
}

/** A link that leads nowhere isn't one: it is reported when it is read. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The notebook that a path or the start of a name (`01`) means.
 * @throws OptionError that lists the notebooks when it means none, or more than one
 */
export function findNotebook(name: string, all: string[] = allNotebooks()): string {
  // npm runs commands in the project's folder, and tells in which one they were typed.
  const typedIn = process.env.INIT_CWD;
  for (const path of [name, ...(typedIn ? [resolve(typedIn, name)] : [])]) {
    if (existsSync(path) && statSync(path).isFile() && path.endsWith('.ipynb')) return path;
  }
  const start = name.replace(/^(\.\/)?notebooks\//, '');
  const meant =
    start === '' ? [] : all.filter((path) => path.slice(path.lastIndexOf('/') + 1).startsWith(start));
  if (meant.length === 1) return meant[0]!;
  const list = (meant.length > 1 ? meant : all).map((path) => `\n  ${shownPath(path)}`).join('');
  throw new OptionError(
    `${meant.length > 1 ? `${name} means more than one notebook` : `There is no notebook ${name}`}.${list && ` There ${list.split('\n').length > 2 ? 'are' : 'is'}:${list}`}`,
  );
}
