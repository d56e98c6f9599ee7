/** The other TypeScript kernels, as npm has them, in a folder of the cache. */
import { existsSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { readJson, remove, writeJson } from '../setup/atomic';
import { cacheFolder } from '../setup/context';
import { lastLines, runCommand } from '../setup/run-command';

const PACKAGES = ['tslab@1.0.22', 'deno@2.9.6'];
const DENO = process.platform === 'win32' ? 'deno.exe' : 'deno';
const MINUTE = 60_000;

/** The commands that start them. The first time, npm installs them; where it can't, there are none. */
export async function otherKernels(note: (line: string) => void): Promise<Record<string, string[]>> {
  const folder = path.join(cacheFolder(process.env), 'bench-kernels');
  const bin = (name: string, file: string) => path.join(folder, 'node_modules', name, file);
  const kernels = {
    tslab: [process.execPath, bin('tslab', 'bin/tslab'), 'kernel', '--config-path={connection_file}'],
    deno: [bin('deno', DENO), 'jupyter', '--kernel', '--conn', '{connection_file}'],
  };
  // The stamp is written last: without it, everything is installed again.
  const stamp = path.join(folder, 'bench.json');
  if (existsSync(stamp) && JSON.stringify(readJson(stamp)) === JSON.stringify(PACKAGES)) return kernels;
  note(`installing ${PACKAGES.join(', ')} in ${folder}`);
  remove(folder);
  mkdirSync(folder, { recursive: true });
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--prefix', folder];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = { cwd: folder, env: process.env, timeout: 10 * MINUTE };
  const commands: [string, string[]][] = [
    [npm, ['install', ...flags, ...PACKAGES]],
    [process.execPath, [bin('deno', 'bin.cjs'), '--version']], // puts the program beside it
  ];
  for (const [program, args] of commands) {
    const { code, output } = await runCommand(program, args, options);
    if (code === 0) continue;
    note(`they could not be installed, so only ipykernel is compared:\n${lastLines(output, 4)}`);
    return {};
  }
  writeJson(stamp, PACKAGES);
  return kernels;
}
