/** Whether a trained model in the cache is still what training would give: a hash of all that it is made of. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const LIB = path.join(__dirname, '..', '..', 'lib');
/** What has a part in training, measuring and saving; the other files of the service only answer. */
const PARTS = [
  ...['core', 'data', 'math', 'models', 'evaluation'],
  ...['confidence.ts', 'model-package.ts', 'package-header.ts', 'train-package.ts'].map(
    (name) => `service/${name}`,
  ),
];

/**
 * Changes when one of the values does, or a source file that matters.
 * @param values plain JSON
 * @param lib the library's folder
 */
export function fingerprint(values: unknown, lib = LIB): string {
  const hash = createHash('sha256').update(JSON.stringify(values));
  for (const part of PARTS) {
    const at = path.join(lib, part);
    for (const file of part.endsWith('.ts') ? [at] : sourcesIn(at)) {
      hash.update(`\0${path.relative(lib, file)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function sourcesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => path.join(dir, name));
}
