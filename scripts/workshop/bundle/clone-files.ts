/** The files that make up the clone. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../../lib/core/errors';
import { readBundle } from '../../setup/bundle';

/**
 * The tracked files, relative to the project: as git lists them or, in a clone that came from a bundle, as the bundle
 * does.
 * @throws LabError if neither does, or a file is missing
 */
export function cloneFiles(root: string): string[] {
  const files = gitFiles(root) ?? readBundle({ root })?.files;
  if (!files) throw new LabError('WORKSHOP', `${root} is neither a git clone nor from a bundle.`);
  const missing = files.filter((file) => !existsSync(join(root, file)));
  if (missing.length === 0) return files;
  const list = missing.slice(0, 3).join(', ') + (missing.length > 3 ? ` and ${missing.length - 3} more` : '');
  throw new LabError(
    'WORKSHOP',
    `Missing in this clone: ${list}. Bring them back (git checkout), then try again.`,
  );
}

/** Tracked files that differ from the last commit; empty where there is no git. */
export function changedFiles(root: string): string[] {
  return git(root, ['diff', '--name-only', '-z', 'HEAD']) ?? [];
}

function gitFiles(root: string): string[] | undefined {
  return existsSync(join(root, '.git')) ? git(root, ['ls-files', '-z']) : undefined;
}

function git(root: string, args: string[]): string[] | undefined {
  try {
    const output = execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\0').filter((file) => file !== '');
  } catch {
    return undefined;
  }
}
