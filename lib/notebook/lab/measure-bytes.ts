/** How much memory a value takes. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Makes a value, and measures how many bytes more are in use than before, not counting garbage: objects and typed
 * arrays, but not what native libraries allocate. Other work at the same time counts too.
 */
export async function measureBytes<T>(
  make: () => T | Promise<T>,
): Promise<{ readonly value: T; readonly bytes: number }> {
  const before = usedBytes();
  const value = await make();
  return { value, bytes: usedBytes() - before };
}

function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  for (let pass = 0; pass < 2; pass++) collectGarbage(); // a second time, for typed arrays without an owner
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
