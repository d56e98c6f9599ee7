/** Allows one writer per folder. */
import { open, readFile, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError } from '../../core/errors';

const { isAlive } = require('../../core/is-alive.cjs') as { isAlive(pid: number): boolean };

/** Distinguishes a process from an earlier one with the same id, as in a restarted container. */
const SELF = `${process.pid} ${performance.timeOrigin}`;

/**
 * Locks the folder for this process until the result is called. The lock of a process that is gone is taken over.
 * @throws LabError `LOCKED` if another service on this machine, or in this process, holds it
 */
export async function lockFolder(dir: string): Promise<() => Promise<void>> {
  const file = path.join(dir, 'lock');
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(SELF);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = await readFile(file, 'utf8').catch(() => '');
      if (attempt > 3 || isHeld(holder)) {
        throw new LabError(
          'LOCKED',
          `${dir} is in use by process ${holder.split(' ')[0] || 'unknown'}; give each service its own folder` +
            ` (if that process isn't a service, delete ${file})`,
        );
      }
      await rm(file, { force: true });
    }
  }
}

function isHeld(holder: string): boolean {
  if (holder === SELF) return true;
  const pid = Number(holder.split(' ')[0]);
  return pid !== process.pid && isAlive(pid);
}
