/** The Python packages that ours is compared with, each in a virtual environment of its own in the cache folder. */
import { existsSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { readJson, remove, writeJson } from '../setup/atomic';
import { cacheFolder, venvPython } from '../setup/context';
import { findProgram } from '../setup/find-program';
import { withProjectLock } from '../setup/project-lock';
import { lastLines, runCommand } from '../setup/run-command';

/** What is installed; the numbers of the library's tests are those of this version too. */
export const SURPRISE = 'Surprise 1.1.5';
/** Known to be quick at implicit feedback. */
export const IMPLICIT = 'implicit 0.7.3';

/** A Bayesian factorization machine in C++. */
export const MYFM = 'myFM 0.4.0';

/** Networks in Python. */
export const KERAS = 'Keras 3.15.1 with TensorFlow 2.18.1';

/** The same; from the package index it brings gigabytes for graphics cards, without which it doesn't start. */
export const PYTORCH = 'PyTorch 2.15.0';

/** Off-policy estimators in NumPy. */
export const OBP = 'obp 0.5.7';

/** What an environment is made of. */
interface Environment {
  readonly name: string;
  /** In the cache folder. */
  readonly folder: string;
  readonly packages: readonly string[];
  /** The oldest and the newest Python 3 that it runs on. Default: what NumPy asks for, and any. */
  readonly minors?: readonly [number, number];
  /** Whether `packages` has all that is needed, and what they ask for beside it is left out. Default: no. */
  readonly alone?: boolean;
}

const NUMPY = ['numpy==2.4.6', 'scipy==1.17.1'];
const SURPRISE_ENVIRONMENT: Environment = {
  name: SURPRISE,
  folder: 'bench-surprise',
  packages: ['scikit-surprise==1.1.5', ...NUMPY, 'joblib==1.6.0'],
};
const IMPLICIT_ENVIRONMENT: Environment = {
  name: IMPLICIT,
  folder: 'bench-implicit',
  packages: ['implicit==0.7.3', ...NUMPY, 'tqdm==4.70.1', 'threadpoolctl==3.8.0'],
};
const MYFM_ENVIRONMENT: Environment = {
  name: MYFM,
  folder: 'bench-myfm',
  packages: ['myfm==0.4.0', ...NUMPY, 'pandas==3.1.1'],
};
const KERAS_ENVIRONMENT: Environment = {
  name: KERAS,
  folder: 'bench-keras',
  packages: ['tensorflow-cpu==2.18.1', 'keras==3.15.1', 'numpy==2.0.2'],
};
const PYTORCH_ENVIRONMENT: Environment = {
  name: PYTORCH,
  folder: 'bench-pytorch',
  packages: ['torch==2.15.0', 'numpy==2.4.6'],
};
/** Without PyTorch and figures, which only other parts of it need. */
const OBP_ENVIRONMENT: Environment = {
  name: OBP,
  folder: 'bench-obp',
  packages: [
    ...['obp==0.5.7', 'numpy==1.23.5', 'scipy==1.10.1', 'scikit-learn==1.2.2', 'joblib==1.4.2'],
    ...['threadpoolctl==3.5.0', 'pandas==1.5.3', 'python-dateutil==2.9.0.post0', 'pytz==2024.1'],
    ...['six==1.16.0', 'tqdm==4.66.4', 'PyYAML==6.0.1'],
  ],
  minors: [8, 10],
  alone: true,
};
/** NumPy 2.4 asks for it. */
const OLDEST_MINOR = 11;
const NAMES = ['python3', ...[14, 13, 12, 11, 10, 9, 8].map((minor) => `python3.${minor}`), 'python'];
const MINUTE = 60_000;
/** `error: command 'gcc' failed: No such file or directory`, `[Errno 2] No such file or directory: '/usr/bin/gcc'`. */
const NO_COMPILER =
  /(cc|clang|\+\+)['"]? .*(No such file|not found)|No such file or directory: '\S*(cc|clang|\+\+)'|Microsoft Visual C\+\+/;

/** Surprise, implicit, myFM, Keras, PyTorch, or obp can't be installed here; the message says why and what to do. */
export class NoSurpriseError extends LabError {
  constructor(why: string) {
    super('NO_SURPRISE', why);
  }
}

/** What the installation needs to know. */
export interface SurpriseOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Called with a line of progress. */
  readonly note: (line: string) => void;
}

/**
 * The Python interpreter with Surprise; the first time it is installed, which takes a minute or two if there
 * is no prebuilt Surprise for this machine and it must be compiled.
 * @throws NoSurpriseError
 */
export function surprisePython(options: SurpriseOptions): Promise<string> {
  return pythonWith(SURPRISE_ENVIRONMENT, options);
}

/** The same with implicit. @throws NoSurpriseError */
export function implicitPython(options: SurpriseOptions): Promise<string> {
  return pythonWith(IMPLICIT_ENVIRONMENT, options);
}

/** The same with myFM. @throws NoSurpriseError */
export function myfmPython(options: SurpriseOptions): Promise<string> {
  return pythonWith(MYFM_ENVIRONMENT, options);
}

/** The same with Keras. @throws NoSurpriseError */
export function kerasPython(options: SurpriseOptions): Promise<string> {
  return pythonWith(KERAS_ENVIRONMENT, options);
}

/** The same with PyTorch. @throws NoSurpriseError */
export function pytorchPython(options: SurpriseOptions): Promise<string> {
  return pythonWith(PYTORCH_ENVIRONMENT, options);
}

/** The same with obp. @throws NoSurpriseError */
export function obpPython(options: SurpriseOptions): Promise<string> {
  return pythonWith(OBP_ENVIRONMENT, options);
}

async function pythonWith(
  { name, folder, packages, minors = [OLDEST_MINOR, Infinity], alone = false }: Environment,
  { env, note }: SurpriseOptions,
): Promise<string> {
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
    throw new NoSurpriseError(`the cache ${cache} can't be written: ${(cause as Error).message}`);
  }
  await withProjectLock({ root: cache, report: { warn: note } }, async () => {
    if (ready()) return; // by another bench, for which this one has waited
    note(`${name} is being installed in ${venv} (once; takes a minute or two if it must be compiled)`);
    remove(venv);
    const made = await runCommand(base, ['-m', 'venv', venv], { env, timeout: 2 * MINUTE });
    if (made.code !== 0) throw new NoSurpriseError(venvFailure(base, made.output));
    await install(python, alone ? ['--no-deps', ...packages] : packages, { env, note });
    writeJson(stamp, { packages, venv });
  });
  return python;
}

async function install(python: string, packages: readonly string[], { env, note }: SurpriseOptions) {
  const flags = ['--disable-pip-version-check', '--no-input', '--progress-bar=off'];
  const result = await runCommand(python, ['-m', 'pip', 'install', ...flags, ...packages], {
    // A user's own `pip config` may ask for a target folder or --user, which would miss the environment.
    env: { ...env, PIP_USER: '0', PYTHONUNBUFFERED: '1' },
    timeout: 20 * MINUTE,
    stall: 5 * MINUTE,
    onLine: (line) => {
      if (/^\s*Building wheel for .+: started/.test(line)) note('  … compiling');
    },
  });
  if (result.code === 0) return;
  throw new NoSurpriseError(pipFailure(result.output, { packages, ended: result.ended !== undefined }));
}

/** What pip's output means, and what to do. Exported for its test. */
export function pipFailure(
  output: string,
  { packages = [], ended = false }: { readonly packages?: readonly string[]; readonly ended?: boolean } = {},
): string {
  if (ended) return 'pip did not finish; try again with a better network connection';
  if (/NewConnectionError|ConnectTimeout|name resolution|ProxyError|Network is unreachable/.test(output)) {
    return "the Python package index can't be reached; with a network connection, run: npm run bench";
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
    return `it must be compiled here but no C compiler was found. Install one (${mend}), then run: npm run bench`;
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
  throw new NoSurpriseError(`it needs Python ${wanted}, and ${found} on the search path`);
}
