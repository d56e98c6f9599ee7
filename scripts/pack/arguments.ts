/** What `npm run pack` is asked for. */
import * as path from 'node:path';
import { oneOf, readCommandLine } from '../cli/command-line';
import { typedPath } from '../cli/typed-path';

export const USAGE = `Makes tarballs for npm install. Publishes nothing.

  npm run pack -- kernel       the notebook kernel
  npm run pack -- library      the algorithm library
  npm run pack                 both

  --out folder   output folder (default .lab/pack, ignored by git)
  --check        then tries each as an outsider would: makes it twice and compares, installs it into an empty
                 project, runs notebooks and programs with it (a few minutes; fetches packages)
`;

export const NAMES = ['kernel', 'library'] as const;
export const ROOT = path.resolve(__dirname, '../..');

const COMMAND_LINE = {
  options: {
    out: { type: 'string', default: path.join(ROOT, '.lab', 'pack') },
    check: { type: 'boolean', default: false },
  },
  positionals: true,
  usage: USAGE,
} as const;

export interface PackArguments {
  readonly names: readonly (typeof NAMES)[number][];
  /** A full path. */
  readonly out: string;
  readonly check: boolean;
}

/** The command line, checked. @throws OptionError that lists what is allowed */
export function readArguments(args: string[]): PackArguments {
  const { values, positionals } = readCommandLine(args, COMMAND_LINE);
  const asked = new Set(positionals.map((name) => oneOf('the package', NAMES, name)));
  return {
    names: asked.size > 0 ? [...asked] : NAMES,
    out: path.resolve(typedPath(values.out)),
    check: values.check,
  };
}
