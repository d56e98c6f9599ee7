/**
 * Compiles the loops in `lib/math/wasm/assembly` from AssemblyScript to WebAssembly, each to a TypeScript file beside that
 * folder. Only needed after a change to a loop: the compiler is 100 MB, so it is fetched by this command, not by set-up, and
 * its 6 KB of output are in the repository. A test compares the hash of the sources.
 *
 *   node --require ./lib/core/typescript.cjs scripts/compile-wasm.ts
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LabError } from '../lib/core/errors';
import { lastLines, runCommand } from './setup/run-command';
import { sourceHash, WASM_FOLDER } from './wasm-source';

const COMPILER = 'assemblyscript@0.28.20';
/** The memory comes from outside; there is no garbage collector, as nothing is allocated. */
const FLAGS = ['--runtime', 'stub', '--importMemory', '--initialMemory', '1', '-O3', '--noAssert'];
const SHARED = ['--enable', 'simd,threads', '--sharedMemory', '--maximumMemory', '65536'];
/** Whether threads share the memory. One that they don't share counts for V8, which then collects it in time. */
const OWN = ['--enable', 'simd'];
const LOOPS = {
  'factor-rows': SHARED,
  'nearest-rows': SHARED,
  'factor-descent': OWN,
  'pair-ascent': OWN,
  'best-rows': OWN,
};

async function main(): Promise<void> {
  const out = mkdtempSync(path.join(tmpdir(), 'compile-wasm-'));
  try {
    for (const [name, flags] of Object.entries(LOOPS)) {
      const source = path.join(WASM_FOLDER, 'assembly', `${name}.ts`);
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
      const text = moduleText(name, sourceHash(name), readFileSync(binary));
      writeFileSync(path.join(WASM_FOLDER, `${name}-wasm.ts`), text);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
}

function moduleText(name: string, hash: string, binary: Buffer): string {
  const lines = binary.toString('base64').match(/.{1,100}/g) ?? [];
  return `/** Made by \`scripts/compile-wasm.ts\` from \`assembly/${name}.ts\`, which is to be read and changed instead. */

/** SHA-256 of the source, with what it imports. */
export const SOURCE_HASH = '${hash}';

/** The compiled module, in base64. */
export const BINARY =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

void main();
