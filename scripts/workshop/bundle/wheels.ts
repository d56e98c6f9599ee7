/** The Python packages of a bundle, for each Python that a laptop may have. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../../lib/core/errors';
import type { Context } from '../../setup/context';
import { pipFailure, runPip } from '../../setup/pip';
import { PIP } from '../../setup/python-environment';
import { hasWheels, isWheelOf, pinsOf, wheelCache } from '../../setup/python-wheels';
import { runCommand } from '../../setup/run-command';

/** A few packages are compiled: they have a wheel for each version. */
export const PYTHONS = ['3.10', '3.11', '3.12', '3.13', '3.14'];

/**
 * Puts the wheels into a folder: what the cache has, the rest from the index.
 * @param temp where the list for pip may be written
 * @returns the versions of Python that the folder serves
 * @throws LabError if it doesn't serve the lab's own
 */
export async function collectWheels(ctx: Context, folder: string, temp: string): Promise<string[]> {
  const requirements = readFileSync(join(ctx.root, 'scripts', 'requirements.txt'), 'utf8');
  // Without conditions, which pip would judge by its own version.
  const { all, always } = pinsOf(requirements);
  const pins = [...all, `pip==${PIP}`];
  const list = join(temp, 'requirements.txt');
  writeFileSync(list, pins.join('\n'));
  mkdirSync(folder, { recursive: true });
  takeCached(ctx, folder, pins);
  const own = await ownVersion(ctx);
  const served = new Set(hasWheels(folder, [...always, `pip==${PIP}`]) ? [own] : []);
  for (const version of [own, ...PYTHONS.filter((other) => other !== own)]) {
    ctx.report.progress(`for Python ${version}`);
    const flags = ['--only-binary=:all:', '--python-version', version, '--find-links', folder];
    const result = await runPip(ctx, ['download', ...flags, '--dest', folder, '--requirement', list]);
    if (result.code === 0) served.add(version);
    else if (!served.has(own)) {
      throw new LabError('WORKSHOP', `The Python packages can't be collected: ${pipFailure(result)}.`);
    } else if (version !== own) {
      ctx.report.note(`No packages for Python ${version}: ${pipFailure(result)}.`);
      if (/can't be reached/.test(pipFailure(result))) break;
    }
  }
  return PYTHONS.filter((version) => served.has(version));
}

function takeCached(ctx: Context, folder: string, pins: string[]): void {
  const cache = wheelCache(ctx);
  if (!existsSync(cache)) return;
  for (const file of readdirSync(cache)) {
    if (pins.some((pin) => isWheelOf(file, pin))) copyFileSync(join(cache, file), join(folder, file));
  }
}

async function ownVersion(ctx: Context): Promise<string> {
  const print = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const { code, output } = await runCommand(ctx.python, ['-c', print], { env: ctx.env, timeout: 60_000 });
  if (code === 0) return output.trim();
  throw new LabError('WORKSHOP', "The lab's Python environment doesn't work. Run: npm run setup");
}
