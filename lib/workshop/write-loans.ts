/** The made-up files of notebook 13. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messyLoans } from '../simulation/messy-loans';

/** Writes `loans.csv` and `books.csv` of a small library to a folder, and returns the path of the loans. */
export function writeLoans(folder: string): string {
  const { loans, books } = messyLoans();
  const file = join(folder, 'loans.csv');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, loans);
  writeFileSync(join(folder, 'books.csv'), books);
  return file;
}
