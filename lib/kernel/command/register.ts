/** Registers the kernel with Jupyter, and removes it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LabError, OptionError } from '../../core/errors';

const { KERNELS, TSLAB_KERNELS, kernelspecOf, writeKernelspec } =
  require('../kernelspec.cjs') as typeof import('../kernelspec.cjs');

/** Which kernels, besides the one for TypeScript. */
export interface Which {
  readonly javascript?: boolean;
  readonly tslab?: boolean;
}

/**
 * Registers the kernel, and again if it is registered already.
 * @param kernels the folder of the kernels' folders
 * @param script the file that starts the kernel
 * @returns a line for each kernel
 * @throws OptionError if the package is where it doesn't stay, or another program has registered a kernel by the name;
 * LabError if the folder can't be written
 */
export function register(kernels: string, script: string, { javascript, tslab }: Which = {}): string[] {
  if (script.includes(`${sep}_npx${sep}`)) {
    throw new OptionError(
      "this package is in the cache of npx, which npm empties now and then, and the kernel runs from where the package is. Install it first, with npm's option --global or in a project",
    );
  }
  const { 'recommender-lab-javascript': ofJavaScript, ...own } = KERNELS;
  const all = {
    ...own,
    ...(javascript ? { 'recommender-lab-javascript': ofJavaScript } : {}),
    ...(tslab ? TSLAB_KERNELS : {}),
  };
  for (const id of tslab ? Object.keys(TSLAB_KERNELS) : []) {
    const other = scriptOf(join(kernels, id));
    if (other !== undefined && !isOurs(other))
      throw new OptionError(
        `--tslab: tslab's own kernel is registered as ${join(kernels, id)}. Remove it first: jupyter kernelspec remove ${id}`,
      );
  }
  return Object.entries(all).map(([id, of]) => {
    const folder = join(kernels, id);
    const spec = kernelspecOf({ node: process.execPath, script, ...of });
    const before = scriptOf(folder);
    inWords(folder, () => writeKernelspec(folder, spec));
    const instead =
      before !== undefined && before !== script ? `\n  instead of the one that ran ${before}` : '';
    return `Registered ${spec.display_name} in ${folder}${instead}`;
  });
}

/**
 * Removes the kernels that this package has registered, wherever it was installed then.
 * @returns a line for each kernel; none if there was none
 */
export function unregister(kernels: string): string[] {
  return Object.keys({ ...KERNELS, ...TSLAB_KERNELS }).flatMap((id) => {
    const folder = join(kernels, id);
    const script = scriptOf(folder);
    if (script === undefined || !isOurs(script)) return [];
    inWords(folder, () => rmSync(folder, { recursive: true }));
    return [`Removed ${folder}`];
  });
}

/** What a registered kernel runs; undefined if there is none, `''` if its file says nothing. */
function scriptOf(folder: string): string | undefined {
  const file = join(folder, 'kernel.json');
  if (!existsSync(file)) return undefined;
  try {
    const { argv } = JSON.parse(readFileSync(file, 'utf8')) as { argv?: string[] };
    return argv?.find((argument) => /\.[cm]?js$/.test(argument)) ?? argv?.[0] ?? '';
  } catch {
    return '';
  }
}

/** By its place in this package. */
function isOurs(script: string): boolean {
  return /[\\/]recommender-lab-kernel[\\/]bin[\\/]kernel\.js$/.test(script);
}

function inWords(folder: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why =
      { EACCES: 'permission denied', EPERM: 'permission denied', EROFS: 'read-only' }[code] ?? message;
    throw new LabError('FILE', `${folder} can't be changed: ${why}`, { cause });
  }
}
