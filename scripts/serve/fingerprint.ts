/** Whether a trained model in the cache is still what training would give: a hash of all that it is made of. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

const LIB = path.join(__dirname, '..', '..', 'lib');
/** Trains, measures and saves. What it imports has a part in that; the rest of the service only answers. */
const TRAINING = path.join('service', 'package', 'train-package.ts');
const RELATIVE_IMPORT = /\b(?:from |import |require\(|require\.resolve\()'(\.{1,2}\/[^']+)'/g;

/**
 * Changes when one of the values does, or a source file that matters.
 * @param values plain JSON
 * @param lib the library's folder
 */
export function fingerprint(values: unknown, lib = LIB): string {
  const hash = createHash('sha256').update(JSON.stringify(values));
  for (const [file, source] of [...importedBy(path.join(lib, TRAINING))].sort()) {
    hash.update(`\0${path.relative(lib, file)}\0`).update(source);
  }
  return hash.digest('hex');
}

/** A source file and all that it imports or requires, directly or through others: their texts. */
function importedBy(file: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file)) return found;
  const source = readFileSync(file, 'utf8');
  found.set(file, source);
  for (const [, imported] of source.matchAll(RELATIVE_IMPORT)) {
    const name = /\.(?:cjs|json)$/.test(imported) ? imported : `${imported}.ts`;
    importedBy(path.join(path.dirname(file), name), found);
  }
  return found;
}
