/** A file that can't be read, in words. */
import { DataError } from '../../core/errors';

/** @throws DataError if the reason is a common one, otherwise the cause */
export function cannotRead(path: string, cause: unknown): never {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') throw new DataError(`${path}: this file does not exist`, { file: path });
  if (code === 'EISDIR') throw new DataError(`${path}: expected a file, got a folder`, { file: path });
  if (code === 'EACCES') throw new DataError(`${path}: no permission to read this file`, { file: path });
  throw cause;
}
