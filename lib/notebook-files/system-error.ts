/** Errors of files and folders in words. */
import { LabError } from '../core/errors';

/** What the operating system refused, as an error of ours; any other error is given back as it is. */
export function inWords(error: unknown): unknown {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return error;
  // Writing to an open file fails without its path.
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LabError('FILE', `${path ? `${path}: ` : ''}the disk is full (${code})`);
  if (path === undefined) return error;
  return new LabError(
    'FILE',
    `${path}: ${syscall} failed (${code}); is it the right place, and may you write there?`,
  );
}
