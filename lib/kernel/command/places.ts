/** Where Jupyter looks for kernels: for a user, for a Python environment, below any prefix. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { OptionError } from '../../core/errors';

/** What the command line says of the place: at most one of these. */
export interface Place {
  readonly user?: boolean;
  readonly 'sys-prefix'?: boolean;
  /** A folder. */
  readonly prefix?: string;
  /** A Python, whose environment is meant. */
  readonly python?: string;
}

/** The system, replaced in tests. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export const HERE: Surroundings = { env: process.env, platform: process.platform, home: homedir() };

/** The folder of the kernels' folders. @throws OptionError if the place isn't clear */
export function kernelsFolder(place: Place, at: Surroundings = HERE): string {
  const given = (['user', 'sys-prefix', 'prefix', 'python'] as const).filter((name) => place[name]);
  if (given.length > 1)
    throw new OptionError(`give only one of ${given.map((name) => `--${name}`).join(' and ')}`);
  const prefix = prefixOf(place, at);
  return prefix === undefined
    ? join(userData(at), 'kernels')
    : join(resolve(prefix), 'share', 'jupyter', 'kernels');
}

function prefixOf(place: Place, { env }: Surroundings): string | undefined {
  if (place.prefix) return place.prefix;
  if (place.python) return prefixOfPython(place.python);
  if (!place['sys-prefix']) return undefined;
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  if (active) return active;
  throw new OptionError(
    '--sys-prefix: no virtual environment is active. Activate one, or name its Python: --python ENV/bin/python',
  );
}

function prefixOfPython(python: string): string {
  const code = 'import sys; sys.stdout.buffer.write(sys.prefix.encode())';
  const { error, status, stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8', timeout: 20_000 });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    throw new OptionError(`--python: there is no program ${python}`);
  if (error || status !== 0 || !existsSync(stdout))
    throw new OptionError(`--python: ${python} is not a working Python${error ? ` (${error.message})` : ''}`);
  return stdout;
}

/** Jupyter's folder of this user. */
function userData({ env, platform, home }: Surroundings): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'jupyter');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter');
}

/** Whether the program `jupyter` is on the search path, or in the environment of these kernels. */
export function hasJupyter(kernels: string, { env, platform }: Surroundings = HERE): boolean {
  const [folder, name] = platform === 'win32' ? ['Scripts', 'jupyter.exe'] : ['bin', 'jupyter'];
  const onPath = (env.PATH ?? env.Path ?? '').split(delimiter).filter((place) => place !== '');
  const ofPrefix = join(kernels, '..', '..', '..', folder);
  return [...onPath, ofPrefix].some((place) => existsSync(join(place, name)));
}
