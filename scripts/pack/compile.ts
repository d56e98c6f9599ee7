/** Compiles sources of `lib` with everything they import: JavaScript (CommonJS) and types, in the folders of `lib`. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { runCommand } from '../setup/run-command';

const OPTIONS = {
  noEmit: false,
  declaration: true,
  module: 'commonjs',
  noUnusedLocals: false,
  noUnusedParameters: false,
};

/**
 * @param sources paths without the extension, from the project's folder
 * @param out gets `lib/…`
 * @throws LabError with what the compiler said
 */
export async function compile(root: string, sources: readonly string[], out: string): Promise<void> {
  const config = path.join(out, 'tsconfig.json');
  mkdirSync(out, { recursive: true });
  const typeRoots = [path.join(root, 'node_modules', '@types')];
  const settings = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { ...OPTIONS, typeRoots, rootDir: root, outDir: out },
    include: [],
    files: sources.map((source) => path.join(root, `${source}.ts`)),
  };
  writeFileSync(config, JSON.stringify(settings));
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await runCommand(process.execPath, [compiler, '-p', config]);
  rmSync(config);
  if (code !== 0) throw new LabError('PACK', `the sources don't compile:\n${output.trim()}`);
}

/**
 * Packages that may be missing have types that may be missing: there, they are `any` instead of an error, which users
 * with `skipLibCheck: false` would get.
 */
export function allowMissingTypes(folder: string, packages: readonly string[]): void {
  const imports = new RegExp(`^(?:import|export) .* from '(?:${packages.join('|')})';$`, 'gm');
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.d.ts')) continue;
    const file = path.join(folder, entry);
    const text = readFileSync(file, 'utf8');
    const allowed = text.replace(imports, (line) => `// @ts-ignore it may not be installed\n${line}`);
    if (allowed !== text) writeFileSync(file, allowed);
  }
}
