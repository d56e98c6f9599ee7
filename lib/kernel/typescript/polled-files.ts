/**
 * Files that are checked on demand, not watched: the next cell is certain to see an edit, and no timers run.
 */
import { statSync } from 'node:fs';
import type * as ts from 'typescript-6';

const NOTHING = 'none';

/** Changes when the file does. */
export function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.mtimeNs} ${stat.size}` : NOTHING;
}

/** Whether this is a source of the user's project, not of a package. */
export function isProjectFile(path: string): boolean {
  return !path.includes('/node_modules/');
}

/** Sources that TypeScript asked to watch. They are checked only on demand. */
export class PolledFiles {
  private readonly watched = new Map<string, { stamp: string; notify: (deleted: boolean) => void }>();

  watch(path: string, notify: (deleted: boolean) => void): ts.FileWatcher {
    const entry = { stamp: stampOf(path), notify };
    if (isProjectFile(path)) this.watched.set(path, entry);
    return {
      close: () => {
        if (this.watched.get(path) === entry) this.watched.delete(path);
      },
    };
  }

  /** Reports changes since the last check to TypeScript; returns the changed paths. Cost: one stat each. */
  poll(): string[] {
    const changed: string[] = [];
    for (const [path, entry] of [...this.watched]) {
      const stamp = stampOf(path);
      if (stamp === entry.stamp) continue;
      entry.stamp = stamp;
      entry.notify(stamp === NOTHING);
      changed.push(path);
    }
    return changed;
  }
}
