/**
 * Files that are looked at when asked, not watched: an edit is seen by the next cell for certain, and no
 * timer runs meanwhile.
 */
import { statSync } from 'node:fs';
import type * as ts from '@tslab/typescript-for-tslab';

const NOTHING = 'none';

/** Changes when the file does. */
export function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.mtimeNs} ${stat.size}` : NOTHING;
}

/** Is this a source of the user's project, not of a package? */
export function isProjectFile(path: string): boolean {
  return !path.includes('/node_modules/');
}

/** Sources that TypeScript wants to hear about. They are looked at only when asked. */
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

  /** Tells TypeScript what has changed since the last look; returns the changed paths. Cost: one stat each. */
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
