/**
 * Maps a file into memory without reading it: the system loads the parts that are used, drops them when memory is
 * short, and shares them between all processes that map the same file. Node has no function for this, so this calls the
 * system's `mmap` through koffi.
 *
 * The mapping is private: writes to it stay in this process. It ends when the last typed array over it is
 * garbage-collected, so its buffer must not be transferred to another thread. The file may be removed or replaced
 * meanwhile, but not truncated in place, which would crash any process that maps it: files of a model package never
 * change under their names.
 */
import type { FileHandle } from 'node:fs/promises';

const PROT_READ_WRITE = 1 | 2;
const MAP_PRIVATE = 2;

/** The system's functions; undefined if there are none. */
interface Calls {
  map(handle: FileHandle, bytes: number): ArrayBuffer | undefined;
}

let calls: Calls | undefined | 'not looked for' = 'not looked for';

/**
 * @param bytes the file's size
 * @returns undefined if the file can't be mapped (Windows, no build of koffi, an empty file); then read it
 */
export function mapFile(handle: FileHandle, bytes: number): ArrayBuffer | undefined {
  if (calls === 'not looked for') calls = findCalls();
  return bytes > 0 ? calls?.map(handle, bytes) : undefined;
}

function findCalls(): Calls | undefined {
  if (process.platform !== 'linux' && process.platform !== 'darwin') return undefined;
  try {
    const koffi = require('koffi') as typeof import('koffi');
    const system = koffi.load(null);
    const mmap = system.func('void *mmap(void *, size_t, int, int, int, int64_t)');
    const munmap = system.func('int munmap(void *, size_t)');
    const ended = new FinalizationRegistry<{ at: unknown; bytes: number }>(({ at, bytes }) =>
      munmap(at, bytes),
    );
    const failed = BigInt.asUintN(64, -1n);
    return {
      map(handle, bytes) {
        const at: bigint | null = mmap(null, bytes, PROT_READ_WRITE, MAP_PRIVATE, handle.fd, 0);
        if (at === null || BigInt.asUintN(64, BigInt(at)) === failed) return undefined;
        const buffer = koffi.view(at, bytes);
        ended.register(buffer, { at, bytes });
        return buffer;
      },
    };
  } catch {
    return undefined;
  }
}
