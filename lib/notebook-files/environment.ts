/** Locations of the project and its Python environment. */
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { LabError } from '../core/errors';

/** The project's folder. */
export const ROOT = resolve(__dirname, '..', '..');
/** The name of the notebooks' kernel. */
export const KERNEL = 'recommender-lab';

/**
 * The interpreter of the project's Python environment; `RECOMMENDER_LAB_PYTHON` overrides it.
 * @throws LabError if it doesn't exist
 */
export function pythonPath(env: NodeJS.ProcessEnv = process.env): string {
  const own = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = env.RECOMMENDER_LAB_PYTHON || join(ROOT, '.venv', ...own);
  if (existsSync(python)) return python;
  const why = env.RECOMMENDER_LAB_PYTHON ? ' (set by RECOMMENDER_LAB_PYTHON)' : '';
  throw new LabError('SETUP', `${shownPath(python)} not found${why}. Run \`npm run setup\` first.`);
}

/** Makes the environment's Python find our kernel before one of the same name that the user has installed. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    JUPYTER_PREFER_ENV_PATH: '1',
  };
}

/** A path as shown to the user: relative to the current folder if it is inside it. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), resolve(path));
  return below === '' || below.startsWith(`..${sep}`) || below === '..' ? resolve(path) : below;
}
