/** `npm run workshop -- reset`: notebooks as they were at the start, with the student's versions kept beside them. */
import { constants, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OptionError } from '../../lib/core/errors';
import { KEPT, startingWith } from '../../lib/notebook-files/find';
import { writeFile } from '../setup/atomic';
import { originals } from './originals';

/** What was done with a notebook. */
export interface Reset {
  readonly name: string;
  /** The name of the copy; undefined if there was nothing to keep. */
  readonly kept?: string;
  readonly was: 'changed' | 'the same' | 'missing';
}

/**
 * Brings notebooks back. A changed one is copied first and only then replaced, so that an interruption at any point
 * leaves the student's version under one name or the other.
 * @param names the starts of names, such as `01`; none for all
 * @throws OptionError for a name that no original has, before anything is done
 */
export function resetNotebooks(root: string, names: readonly string[], now = new Date()): Reset[] {
  const all = originals(root);
  const folder = join(root, 'notebooks');
  mkdirSync(folder, { recursive: true });
  return chosen([...all.keys()], names).map((name) => {
    const file = join(folder, name);
    const original = all.get(name)!;
    if (!existsSync(file)) {
      writeFile(file, original);
      return { name, was: 'missing' };
    }
    if (readFileSync(file).equals(original)) return { name, was: 'the same' };
    const kept = keep(folder, name, now);
    writeFile(file, original);
    return { name, kept, was: 'changed' };
  });
}

/** Copies a notebook to an unused name with the time in it. */
function keep(folder: string, name: string, now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const stem = name.replace(/\.ipynb$/, `${KEPT}${day}-${two(now.getHours())}${two(now.getMinutes())}`);
  for (let n = 1; ; n++) {
    const copy = n === 1 ? `${stem}.ipynb` : `${stem}-${n}.ipynb`;
    if (existsSync(join(folder, copy))) continue;
    copyFileSync(join(folder, name), join(folder, copy), constants.COPYFILE_EXCL);
    return copy;
  }
}

function chosen(all: string[], names: readonly string[]): string[] {
  const found = names.flatMap((given) => {
    const start = given.replace(/^.*[\\/]/, '');
    const matching = startingWith(start, all);
    if (matching.length === 1) return matching;
    const why =
      matching.length > 1
        ? `${given} matches more than one notebook`
        : `No notebook of the course matches ${given}`;
    throw new OptionError(`${why}. There are: ${(matching.length > 1 ? matching : all).join(', ')}`);
  });
  return names.length === 0 ? all : [...new Set(found)];
}

/** What to print. */
export function resetWords(resets: readonly Reset[]): string {
  const lines = resets
    .filter(({ was }) => was !== 'the same')
    .map(
      ({ name, kept }) =>
        `${name} is back at its start${kept ? `; your version is in notebooks/${kept}` : ''}`,
    );
  if (lines.length === 0) return 'Nothing to do: the notebooks are as they were at the start.';
  return [...lines, 'If one is open in JupyterLab: File > Reload Notebook from Disk.'].join('\n');
}
