/** Python packages in a folder of the cache, beside an interpreter that stays as it is. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { readJson, remove, writeJson } from '../setup/atomic';
import { cacheFolder } from '../setup/context';
import { lastLines, runCommand } from '../setup/run-command';

/**
 * The folder to set `PYTHONPATH` to; the first time, and after a change of the list, it is filled by pip.
 * @throws LabError `NO_PACKAGES` with pip's last words
 */
export async function pythonPackages(
  python: string,
  name: string,
  packages: readonly string[],
  note: (line: string) => void,
): Promise<string> {
  const target = path.join(cacheFolder(process.env), name);
  // The stamp is written last: without it, everything is installed again.
  const stamp = path.join(target, 'bench.json');
  if (existsSync(stamp) && JSON.stringify(readJson(stamp)) === JSON.stringify(packages)) return target;
  note(`installing ${packages.join(', ')} in ${target}`);
  remove(target);
  const flags = ['--disable-pip-version-check', '--no-input', '--progress-bar=off', '--target', target];
  const { code, output } = await runCommand(python, ['-m', 'pip', 'install', ...flags, ...packages], {
    // A user's own `pip config` may ask for --user, which doesn't go with a target.
    env: { ...process.env, PIP_USER: '0' },
    timeout: 600_000,
  });
  if (code !== 0) {
    throw new LabError(
      'NO_PACKAGES',
      `pip could not install ${packages.join(' ')}:\n${lastLines(output, 4)}`,
    );
  }
  writeJson(stamp, packages);
  return target;
}
