/** The library outside its repository: compiled, as a package, without some of the packages that it can use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from './errors';

/** Whether this is the compiled package, not the sources in the repository. */
export const IS_PACKAGED = __filename.endsWith('.js');

/**
 * Loads packages that only parts of the library need.
 * @param use what needs them: `Data frames`
 * @param packages what to install
 * @throws LabError with code `PACKAGE` that says what to install, if one is missing
 */
export function loadOptional<Loaded>(use: string, packages: readonly string[], load: () => Loaded): Loaded {
  try {
    return load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const missing = packages.find((name) => message.startsWith(`Cannot find module '${name}'`));
    if (code !== 'MODULE_NOT_FOUND' || missing === undefined) throw cause;
    const all = packages.map((name) => `${name}@${versionOf(name)}`).join(' ');
    throw new LabError('PACKAGE', `${use} need ${missing}, which is not installed. Run: npm install ${all}`, {
      cause,
    });
  }
}

/** The version that this library is tested with. */
function versionOf(name: string): string {
  const file = join(__dirname, '..', '..', 'package.json');
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(file, 'utf8'));
  return { ...dependencies, ...peerDependencies }[name];
}
