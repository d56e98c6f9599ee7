/** Why a folder is refused as a saved model. */
import { LabError } from '../../core/errors';

/**
 * `missing`: no package, or a file of it isn't there. `foreign`: something else. `future`: written by a newer
 * library. `truncated`: a file is shorter or longer than it was. `tampered`: its content isn't what was
 * written. `invalid`: whole, but no model of this library.
 */
export type PackageFault = 'missing' | 'foreign' | 'future' | 'truncated' | 'tampered' | 'invalid';

/** A folder that isn't a sound model package. `file` is the one at fault. */
export class PackageError extends LabError {
  constructor(
    readonly fault: PackageFault,
    readonly file: string,
    what: string,
  ) {
    super('PACKAGE', `model package: ${file}: ${what}`);
  }
}
