/**
 * Remembers which large files of a package are intact, so that a start doesn't read gigabytes to hash them: beside a file,
 * a hidden one says what the file system knew about it (inode, size, times of change) when its hash was last found right.
 * As long as that hasn't changed, nothing has written to the file; a copy of the folder is checked again. Git trusts
 * its files in the same way. What a failing disk changes by itself goes unnoticed; deleting the `.checked` files has
 * everything checked again. What a model has learned is checked for numbers that may not be there, such as NaN, at the
 * same time.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';

/** To be raised when more is checked, so that all files are checked again. */
const CHECKS = 2;

/** Whether the file was found intact before, and hasn't been written to since. */
export async function isKnownIntact(dir: string, name: string): Promise<boolean> {
  const noted = await readFile(noteOf(dir, name), 'utf8').catch(() => undefined);
  return noted !== undefined && noted === (await identityOf(dir, name));
}

/** Remembers it, if the folder can be written to. @param identity that of the file before it was read */
export async function rememberIntact(dir: string, name: string, identity: string): Promise<void> {
  if ((await identityOf(dir, name)) !== identity) return;
  await writeFile(noteOf(dir, name), identity).catch(() => undefined);
}

/** What changes when a file is written to, or replaced. */
export async function identityOf(dir: string, name: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path.join(dir, name), { bigint: true });
  return [CHECKS, dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** The file of which this is the note; undefined for any other file. */
export function fileOfNote(name: string): string | undefined {
  return /^\.(.+)\.checked$/.exec(name)?.[1];
}

function noteOf(dir: string, name: string): string {
  return path.join(dir, `.${name}.checked`);
}
