/** Virtual environments in the cache folder, each with the Python packages of one purpose, installed on first use. */
import { existsSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { readJson, remove, writeJson } from '../setup/atomic';
import { cacheFolder, venvPython } from '../setup/context';
import { findProgram } from '../setup/find-program';
import { withProjectLock } from '../setup/project-lock';
import { lastLines, runCommand } from '../setup/run-command';

/** What an environment is made of. */
export interface Environment {
  readonly name: string;
  /** In the cache folder. */
  readonly folder: string;
  readonly packages: readonly string[];
  /** The oldest and the newest Python 3 that it runs on. Default: what NumPy asks for, and any. */
  readonly minors?: readonly [number, number];
  /** Whether `packages` has all that is needed, and what they ask for beside it is left out. Default: no. */
  readonly alone?: boolean;
  /** How long it takes to install: `takes a minute or two`. */
  readonly takes: string;
  /** What to run again if there was no network: `npm run bench`. */
  readonly command: string;
}

/** NumPy 2.4 asks for it. */
const OLDEST_MINOR = 11;
const NAMES = ['python3', ...[14, 13, 12, 11, 10, 9, 8].map((minor) => `python3.${minor}`), 'python'];
const MINUTE = 60_000;
/** `error: command 'gcc' failed: No such file or directory`, `[Errno 2] No such file or directory: '/usr/bin/gcc'`. */
const NO_COMPILER =
  /(cc|clang|\+\+)['"]? .*(No such file|not found)|No such file or directory: '\S*(cc|clang|\+\+)'|Microsoft Visual C\+\+/;

/** An environment can't be made here; the message says why and what to do. */
export class NoEnvironmentError extends LabError {
  constructor(why: string) {
    super('NO_ENVIRONMENT', why);
  }
}

/** What the installation needs to know. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Called with a line of progress. */
  readonly note: (line: string) => void;
}

/**
 * The Python interpreter of an environment, which is made the first time.
 * @throws NoEnvironmentError
 */
export async function cachedPython(environment: Environment, { env, note }: Surroundings): Promise<string> {
  const { name, folder, packages, minors = [OLDEST_MINOR, Infinity], takes } = environment;
  const cache = cacheFolder(env);
  const venv = path.join(cache, folder);
  const python = venvPython(venv, process.platform);
  const stamp = path.join(venv, 'bench.json');
  // The stamp is written last: without it, or with that of another version, the environment is made again.
  const ready = () =>
    existsSync(python) && JSON.stringify(readJson(stamp)) === JSON.stringify({ packages, venv });
  if (ready()) return python;
  const base = await findPython(env, minors);
  try {
    mkdirSync(cache, { recursive: true });
  } catch (cause) {
    throw new NoEnvironmentError(`the cache ${cache} can't be written: ${(cause as Error).message}`);
  }
  await withProjectLock({ root: cache, report: { warn: note } }, async () => {
    if (ready()) return; // by another process, for which this one has waited
    note(`${name} is being installed in ${venv} (once; ${takes})`);
    remove(venv);
    const made = await runCommand(base, ['-m', 'venv', venv], { env, timeout: 2 * MINUTE });
    if (made.code !== 0) throw new NoEnvironmentError(venvFailure(base, made.output));
    await install(python, environment, { env, note });
    writeJson(stamp, { packages, venv });
  });
  return python;
}

async function install(
  python: string,
  { packages, alone, command }: Environment,
  { env, note }: Surroundings,
): Promise<void> {
  const flags = ['--disable-pip-version-check', '--no-input', '--progress-bar=off'];
  const result = await runCommand(
    python,
    ['-m', 'pip', 'install', ...flags, ...(alone ? ['--no-deps'] : []), ...packages],
    {
      // A user's own `pip config` may ask for a target folder or --user, which would miss the environment.
      env: { ...env, PIP_USER: '0', PYTHONUNBUFFERED: '1' },
      timeout: 30 * MINUTE, // pip itself gives up when nothing arrives for a while
      onLine: (line) => {
        if (/^\s*Building wheel for .+: started/.test(line)) note('  … compiling');
      },
    },
  );
  if (result.code === 0) return;
  throw new NoEnvironmentError(
    pipFailure(result.output, { packages, command, ended: result.ended !== undefined }),
  );
}

/** What pip's output means, and what to do. Exported for its test. */
export function pipFailure(
  output: string,
  {
    packages,
    command,
    ended = false,
  }: Pick<Environment, 'packages' | 'command'> & { readonly ended?: boolean },
): string {
  if (ended) return 'pip did not finish; try again with a better network connection';
  if (/NewConnectionError|ConnectTimeout|name resolution|ProxyError|Network is unreachable/.test(output)) {
    return `the Python package index can't be reached; with a network connection, run: ${command}`;
  }
  if (/Python\.h: No such file/.test(output)) {
    return "it must be compiled here but Python's headers are missing (Debian, Ubuntu: sudo apt install python3-dev)";
  }
  if (NO_COMPILER.test(output)) {
    const mend =
      process.platform === 'linux'
        ? 'Debian, Ubuntu: sudo apt install build-essential python3-dev'
        : process.platform === 'darwin'
          ? 'xcode-select --install'
          : 'Visual Studio Build Tools with C++';
    return `it must be compiled here but no C compiler was found. Install one (${mend}), then run: ${command}`;
  }
  return `pip could not install ${packages.join(' ')}:\n${lastLines(output, 6)}`;
}

function venvFailure(python: string, output: string): string {
  return `${python} can't make a virtual environment (Debian, Ubuntu: sudo apt install python3-venv):\n${lastLines(output, 3)}`;
}

/** The first Python on the search path that is not too old and not too new. */
async function findPython(
  env: NodeJS.ProcessEnv,
  [oldest, newest]: readonly [number, number],
): Promise<string> {
  const seen: string[] = [];
  for (const name of NAMES) {
    const program = findProgram(name, env);
    if (!program) continue;
    const probe = ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'];
    const { code, output } = await runCommand(program, probe, { env, timeout: MINUTE / 3 });
    const version = /^(\d+)\.(\d+)$/m.exec(output);
    if (code !== 0 || !version) continue;
    const minor = Number(version[2]);
    if (Number(version[1]) === 3 && minor >= oldest && minor <= newest) return program;
    seen.push(version[0]);
  }
  const wanted = newest === Infinity ? `3.${oldest} or later` : `3.${oldest} to 3.${newest}`;
  const found = seen.length > 0 ? `only ${[...new Set(seen)].join(', ')} was found` : 'none was found';
  throw new NoEnvironmentError(`it needs Python ${wanted}, and ${found} on the search path`);
}
