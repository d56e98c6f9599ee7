/** The AssemblyScript sources of a compiled loop. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

export const WASM_FOLDER = path.join(__dirname, '..', 'lib', 'math', 'wasm');

/** SHA-256 of a source in `lib/math/wasm/assembly` and of the files that it imports, in their order. */
export function sourceHash(name: string): string {
  const hash = createHash('sha256');
  for (const text of sourcesOf(name, new Set())) hash.update(text);
  return hash.digest('hex');
}

function sourcesOf(name: string, seen: Set<string>): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const file = path.join(WASM_FOLDER, 'assembly', `${name}.ts`);
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const imported = Array.from(text.matchAll(/from '\.\/([\w-]+)'/g), ([, other]) => other);
  return [text, ...imported.flatMap((other) => sourcesOf(other, seen))];
}
