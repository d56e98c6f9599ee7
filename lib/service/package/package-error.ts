/** Why a folder is rejected as a saved model. */
import { LabError } from '../../core/errors';

/**
 * `missing`: there is no package, or one of its files is missing. `foreign`: something else. `future`: written by a
 * newer version of the library. `truncated`: a file's size differs from what was written. `tampered`: its content
 * differs. `invalid`: intact, but not a model of this library.
 */
export type PackageFault = 'missing' | 'foreign' | 'future' | 'truncated' | 'tampered' | 'invalid';

/** A folder that isn't a valid model package. `file` is the one at fault. */
export class PackageError extends LabError {
  constructor(
    readonly fault: PackageFault,
    readonly file: string,
    what: string,
  ) {
    super('PACKAGE', `model package: ${file}: ${what}`);
  }
}
