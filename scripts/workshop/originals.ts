/** The notebooks as they are at the start. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../lib/core/errors';
import { bundleFolder } from '../setup/bundle';

/**
 * The content of each notebook of the course, by its file's name: from the bundle that the clone came from, else from
 * git's last commit.
 * @throws LabError if there is neither
 */
export function originals(root: string): Map<string, Buffer> {
  const kept = join(bundleFolder({ root }), 'notebooks');
  if (existsSync(kept)) {
    return new Map(notebooksIn(readdirSync(kept)).map((name) => [name, readFileSync(join(kept, name))]));
  }
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: root, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
    const listed = git('ls-tree', '-z', '--name-only', 'HEAD:./notebooks').toString('utf8').split('\0');
    return new Map(notebooksIn(listed).map((name) => [name, git('show', `HEAD:./notebooks/${name}`)]));
  } catch {
    throw new LabError(
      'WORKSHOP',
      "The original notebooks aren't here: this folder is neither a git clone nor from a bundle.",
    );
  }
}

function notebooksIn(names: string[]): string[] {
  return names.filter((name) => name.endsWith('.ipynb')).sort();
}
