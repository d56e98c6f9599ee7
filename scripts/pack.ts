/** `npm run pack`: the kernel and the library as packages of their own. See USAGE. */
import * as path from 'node:path';
import { LabError } from '../lib/core/errors';
import { note, oneOf, readCommandLine, runCommand } from './cli/command-line';
import { checkKernel } from './pack/check/kernel';
import { checkLibrary } from './pack/check/library';
import { KERNEL } from './pack/kernel/plan';
import { LIBRARY } from './pack/library/plan';
import { makeTarball, type Tarball } from './pack/make';
import type { PackagePlan } from './pack/plan';
import { stopOnSignals } from './setup/cleanup';

const USAGE = `Makes tarballs for npm install. Publishes nothing.

  npm run pack -- kernel       the notebook kernel
  npm run pack -- library      the algorithm library
  npm run pack                 both

  --out folder   output folder (default .lab/pack, ignored by git)
  --check        then tries each as an outsider would: makes it twice and compares, installs it into an empty
                 project, runs notebooks and programs with it (a few minutes; fetches packages)
`;

const COMMAND_LINE = {
  options: {
    out: { type: 'string', default: path.join('.lab', 'pack') },
    check: { type: 'boolean', default: false },
  },
  positionals: true,
  usage: USAGE,
} as const;

interface Packed {
  readonly plan: PackagePlan;
  /** Returns the number of failures. */
  readonly check: (root: string, tarball: string) => Promise<number>;
}
const PACKAGES: Readonly<Record<'kernel' | 'library', Packed>> = {
  kernel: { plan: KERNEL, check: checkKernel },
  library: { plan: LIBRARY, check: checkLibrary },
};
const NAMES = ['kernel', 'library'] as const;
const ROOT = path.resolve(__dirname, '..');

async function run(args: string[]): Promise<number> {
  const { values, positionals } = readCommandLine(args, COMMAND_LINE);
  const asked = positionals.map((name) => oneOf('the package', NAMES, name));
  let failed = 0;
  for (const name of asked.length > 0 ? new Set(asked) : NAMES) {
    const { plan, check } = PACKAGES[name];
    note(`compiling ${plan.name} ${plan.version}`);
    const tarball = await makeTarball(ROOT, plan, path.resolve(values.out));
    process.stdout.write(`${wordsOf(tarball)}\n`);
    if (!values.check) continue;
    const again = await makeTarball(ROOT, plan, path.resolve(values.out));
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
