/** Files that survive a power failure: flushed to disk before they get their name. See `write-whole.cjs` for the others. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';

/**
 * Writes a temporary file, flushes it to disk, and renames it: at any moment, the old or the new file is complete.
 * @param content its bytes, or what writes them to the new file, for a large one
 */
export async function writeDurably(
  dir: string,
  name: string,
  content: Uint8Array | ((file: FileHandle) => Promise<void>),
): Promise<void> {
  const temporary = path.join(dir, `.${name}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      if (typeof content === 'function') await content(handle);
      else await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path.join(dir, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dir);
}

/** Flushes the folder's entries to disk; Windows has no such function. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
