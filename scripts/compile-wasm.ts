/**
 * Compiles the loops in `lib/math/wasm/assembly` from AssemblyScript to WebAssembly, each to a TypeScript file beside that
 * folder. Only for those who change a loop: the compiler is 100 MB, so it is fetched for this command, not by set-up, and
 * its 3 KB of output are in the repository. A test compares the hash of the sources.
 *
 *   node --require tsx/cjs scripts/compile-wasm.ts
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LabError } from '../lib/core/errors';
import { lastLines, runCommand } from './setup/run-command';

const COMPILER = 'assemblyscript@0.28.20';
/** The memory comes from outside; there is no garbage collector, as nothing is allocated. */
const FLAGS = ['--runtime', 'stub', '--importMemory', '--initialMemory', '1', '-O3', '--noAssert'];
const SHARED = ['--enable', 'simd,threads', '--sharedMemory', '--maximumMemory', '65536'];
/** Whether threads share the memory. One that they don't share counts for V8, which then collects it in time. */
const OWN = ['--enable', 'simd'];
const FOLDER = path.join(__dirname, '..', 'lib', 'math', 'wasm');
/** How each is compiled, and what it imports. */
const LOOPS = [
  { name: 'factor-rows', imports: ['four-dots'], flags: SHARED },
  { name: 'row-products', imports: ['four-dots'], flags: OWN },
  { name: 'factor-descent', imports: [], flags: OWN },
];

/** Of files that are compiled together. */
function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

async function main(): Promise<void> {
  const out = mkdtempSync(path.join(tmpdir(), 'compile-wasm-'));
  try {
    for (const { name, imports, flags } of LOOPS) {
      const sourceOf = (part: string) => path.join(FOLDER, 'assembly', `${part}.ts`);
      const source = sourceOf(name);
      const binary = path.join(out, `${name}.wasm`);
      const args = [
        '--yes',
        '--package',
        COMPILER,
        '--',
        'asc',
        source,
        ...FLAGS,
        ...flags,
        '--outFile',
        binary,
      ];
      const { code, output } = await runCommand('npx', args, { cwd: out, timeout: 300_000 });
      if (code !== 0) throw new LabError('WASM', `${name} doesn't compile:\n${lastLines(output, 20)}`);
      const hash = hashOf([name, ...imports].map(sourceOf));
      writeFileSync(path.join(FOLDER, `${name}-wasm.ts`), moduleText(name, hash, readFileSync(binary)));
    }
  } finally {
    rmSync(out, { recursive: true });
  }
}

function moduleText(name: string, hash: string, binary: Buffer): string {
  const lines = binary.toString('base64').match(/.{1,100}/g) ?? [];
  return `/** Made by \`scripts/compile-wasm.ts\` from \`assembly/${name}.ts\`, which is to be read and changed instead. */

/** SHA-256 of the source and of what it imports. */
export const SOURCE_HASH = '${hash}';

/** The compiled module, in base64. */
export const BINARY =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

void main();
