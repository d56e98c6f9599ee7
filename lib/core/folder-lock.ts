/** Allows one writer per folder or file, among the processes of this machine. */
import { open, readFile, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError } from './errors';

const { isAlive } = require('./is-alive.cjs') as { isAlive(pid: number): boolean };

/** Distinguishes a process from an earlier one with the same id, as in a restarted container. */
const SELF = `${process.pid} ${performance.timeOrigin}`;
/** Milliseconds after which an empty lock, or a takeover, was left by a process that was killed. */
const ABANDONED = 5000;

/**
 * Locks the folder for this process until the result is called. The lock of a process that is gone is taken over.
 * @throws LabError `LOCKED` if another service on this machine, or in this process, holds it
 */
export async function lockFolder(dir: string): Promise<() => Promise<void>> {
  const file = path.join(dir, 'lock');
  const lock = await tryLock(file);
  if ('release' in lock) return lock.release;
  throw new LabError(
    'LOCKED',
    `${dir} is in use by process ${lock.holder}; give each service its own folder` +
      ` (if that process isn't a service, delete ${file})`,
  );
}

/** A lock that is held by this process now, or by another. */
export type Lock = { readonly release: () => Promise<void> } | { readonly holder: string };

/** Who locks. */
export interface Holder {
  /** What is written into the lock. */
  readonly self: string;
  /** Whether the holder with this content still exists. */
  readonly isLive: (content: string) => Promise<boolean> | boolean;
}

/** A process holds its locks until it ends. */
const THIS_PROCESS: Holder = {
  self: SELF,
  isLive(content) {
    const pid = Number(content.split(' ')[0]);
    return content === SELF || (pid !== process.pid && isAlive(pid));
  },
};

/** Locks by creating the file, or says who holds it: the first word of what is in it, or `unknown`. */
export async function tryLock(file: string, by: Holder = THIS_PROCESS): Promise<Lock> {
  for (let attempt = 0; ; attempt++) {
    if (await create(file, by.self)) return { release: () => rm(file, { force: true }) };
    const holder = await readFile(file, 'utf8').catch(() => '');
    if (holder === '' && attempt <= 3)
      await new Promise((done) => setTimeout(done, 10)); // it may be being written
    else if (attempt > 3 || (await isHeld(file, holder, by)))
      return { holder: holder.split(' ')[0] || 'unknown' };
    else await takeAway(file, by);
  }
}

/** Removes a lock whose holder is gone. One process at a time: another could remove the lock that the first has made. */
async function takeAway(file: string, by: Holder): Promise<void> {
  const takeover = `${file}.takeover`;
  if (await create(takeover, by.self)) {
    try {
      if (!(await isHeld(file, await readFile(file, 'utf8').catch(() => ''), by)))
        await rm(file, { force: true });
    } finally {
      await rm(takeover, { force: true });
    }
  } else if ((await age(takeover)) > ABANDONED) {
    await rm(takeover, { force: true });
  } else {
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Creates the file with this content; false if it exists. */
async function create(file: string, content: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(content);
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

async function isHeld(file: string, content: string, { isLive }: Holder): Promise<boolean> {
  if (content === '') return (await age(file)) < ABANDONED; // being written, or it is gone
  return isLive(content);
}

/** Milliseconds since the file was written; Infinity if there is none. */
async function age(file: string): Promise<number> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.NEGATIVE_INFINITY }));
  return Date.now() - mtimeMs;
}
