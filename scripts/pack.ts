/** `npm run pack`: the kernel and the library as packages of their own. See USAGE. */
import * as path from 'node:path';
import { LabError } from '../lib/core/errors';
import { note, runCommand } from './cli/command-line';
import { type NAMES, ROOT, readArguments, USAGE } from './pack/arguments';
import { checkKernel } from './pack/check/kernel';
import { checkLibrary } from './pack/check/library';
import { KERNEL } from './pack/kernel/plan';
import { LIBRARY } from './pack/library/plan';
import { makeTarball, type Tarball } from './pack/make';
import type { PackagePlan } from './pack/plan';
import { stopOnSignals } from './setup/cleanup';

interface Packed {
  readonly plan: PackagePlan;
  /** Returns the number of failures. */
  readonly check: (root: string, tarball: string) => Promise<number>;
}
const PACKAGES: Readonly<Record<(typeof NAMES)[number], Packed>> = {
  kernel: { plan: KERNEL, check: checkKernel },
  library: { plan: LIBRARY, check: checkLibrary },
};

async function run(args: string[]): Promise<number> {
  const { names, out, check: isChecked } = readArguments(args);
  let failed = 0;
  for (const name of names) {
    const { plan, check } = PACKAGES[name];
    note(`compiling ${plan.name} ${plan.version}`);
    const tarball = await makeTarball(ROOT, plan, out);
    process.stdout.write(`${wordsOf(tarball)}\n`);
    if (!isChecked) continue;
    const again = await makeTarball(ROOT, plan, out);
    if (again.integrity !== tarball.integrity)
      throw new LabError('PACK', `${plan.name}: made twice, it is not the same`);
    note('✓ made twice, it is the same');
    failed += await check(ROOT, tarball.file);
  }
  return failed === 0 ? 0 : 1;
}

function wordsOf({ file, files, size, unpackedSize }: Tarball): string {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  return `${path.relative(process.cwd(), file)}  ${files} files, ${kilobytes(size)} (${kilobytes(unpackedSize)} unpacked)`;
}

stopOnSignals(() => note('Stopped.'));
runCommand({ usage: USAGE, run });
