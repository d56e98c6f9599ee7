/** Describes file system errors. */
import { LabError } from '../core/errors';

/** Converts an operating system error to one of ours; returns any other error unchanged. */
export function inWords(error: unknown): unknown {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return error;
  // Writing to an open file fails without its path.
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LabError('FILE', `${path ? `${path}: ` : ''}the disk is full (${code})`);
  if (path === undefined) return error;
  return new LabError('FILE', `${path}: ${syscall} failed (${code}). Check the path and your permissions.`);
}
