/** The command `recommender-lab-kernel` of the kernel's package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LabError, OptionError } from '../../core/errors';
import { nearestNames } from '../../core/nearest-names';
import { HERE, hasJupyter, kernelsFolder, type Surroundings } from './places';
import { register, unregister } from './register';

const USAGE = `recommender-lab-kernel: adds a TypeScript kernel to Jupyter.

  recommender-lab-kernel install       register the kernel; again after Node or this package has moved
  recommender-lab-kernel uninstall     remove it from the same place

Where (one of these):
  --user           for your user account (default)
  --sys-prefix     in the active virtual environment
  --python PATH    in the environment of this Python
  --prefix DIR     below a folder: DIR/share/jupyter/kernels; /usr/local is for all users

With install:
  --javascript     a JavaScript kernel, too
  --tslab          also under tslab's names, so that its notebooks open with this kernel

  --version, --help
`;

const OPTIONS = {
  user: { type: 'boolean' },
  'sys-prefix': { type: 'boolean' },
  prefix: { type: 'string' },
  python: { type: 'string' },
  javascript: { type: 'boolean' },
  tslab: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
const COMMANDS = ['install', 'uninstall'];

/** Where output goes. */
export interface Output {
  out(text: string): unknown;
  err(text: string): unknown;
}

const OF_PROCESS: Output = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/**
 * Runs the command.
 * @param root the package's folder
 * @returns the exit code: 2 for a wrong command line, 1 for another failure
 */
export function runKernelCommand(
  args: readonly string[],
  root: string,
  { out, err }: Output = OF_PROCESS,
  at: Surroundings = HERE,
): number {
  try {
    const { values, positionals } = read(args);
    if (values.help || args.length === 0) out(USAGE);
    else if (values.version) out(`${versionOf(root)}\n`);
    else if (commandOf(positionals) === 'install') {
      const kernels = kernelsFolder(values, at);
      for (const line of register(kernels, join(root, 'bin', 'kernel.js'), values)) out(`${line}\n`);
      if (!hasJupyter(kernels, at))
        err('Jupyter is not on the search path. If it is not installed: pip install jupyterlab\n');
    } else {
      const kernels = kernelsFolder(values, at);
      const lines = unregister(kernels);
      if (lines.length === 0)
        throw new LabError('FILE', `${kernels} has no kernel that this package has registered`);
      for (const line of lines) out(`${line}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const isMisused = error instanceof OptionError;
    err(`recommender-lab-kernel: ${error.message}\n`);
    if (isMisused) err('recommender-lab-kernel --help lists what is allowed.\n');
    return isMisused ? 2 : 1;
  }
}

function read(args: readonly string[]) {
  try {
    const line = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    for (const name of ['prefix', 'python'] as const)
      if (line.values[name] === '') throw new OptionError(`--${name} needs a value`);
    return line;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const [, given = '', name = ''] = /'(?:\w, )?(--?([\w-]+)).*?'/.exec(message) ?? [];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new OptionError(unknown('option', given, OPTIONED));
    throw new OptionError(
      /not take/.test(message) ? `--${name} doesn't take a value` : `--${name || given} needs a value`,
    );
  }
}

const OPTIONED = Object.keys(OPTIONS).map((name) => `--${name}`);

function commandOf([command, ...more]: readonly string[]): string {
  if (command === undefined) throw new OptionError(`say what to do: ${COMMANDS.join(' or ')}`);
  if (!COMMANDS.includes(command)) throw new OptionError(unknown('command', command, COMMANDS));
  if (more.length > 0) throw new OptionError(`unexpected argument: ${more[0]}`);
  return command;
}

function unknown(what: string, given: string, known: readonly string[]): string {
  const [nearest] = nearestNames(given, known, 1);
  return `unknown ${what}: ${given}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
