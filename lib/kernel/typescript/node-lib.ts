/** The types of the language that fit the Node that runs the cells. */

/** The oldest Node that the kernel supports has all of it. */
const BASE = 'lib.es2023.d.ts';

/** What newer ones have: a lib file of TypeScript, and whether its values are there. */
const NEWER: readonly [lib: string, has: (all: Everything) => boolean][] = [
  ['lib.esnext.disposable.d.ts', () => typeof Reflect.get(Symbol, 'dispose') === 'symbol'],
  ['lib.es2024.object.d.ts', ({ Object: object }) => 'groupBy' in object],
  ['lib.es2024.collection.d.ts', ({ Map: map }) => 'groupBy' in map],
  ['lib.es2024.promise.d.ts', ({ Promise: promise }) => 'withResolvers' in promise],
  ['lib.es2024.string.d.ts', ({ String: text }) => 'isWellFormed' in text.prototype],
  ['lib.es2024.regexp.d.ts', ({ RegExp: pattern }) => 'unicodeSets' in pattern.prototype],
  ['lib.es2024.arraybuffer.d.ts', ({ ArrayBuffer: buffer }) => 'transfer' in buffer.prototype],
  ['lib.es2024.sharedmemory.d.ts', ({ Atomics: atomics }) => 'waitAsync' in atomics],
  ['lib.es2025.iterator.d.ts', (all) => 'Iterator' in all],
  ['lib.es2025.collection.d.ts', ({ Set: set }) => 'union' in set.prototype],
  ['lib.es2025.promise.d.ts', ({ Promise: promise }) => 'try' in promise],
  ['lib.es2025.regexp.d.ts', ({ RegExp: pattern }) => 'escape' in pattern],
  ['lib.es2025.float16.d.ts', (all) => 'Float16Array' in all],
  ['lib.esnext.array.d.ts', ({ Array: array }) => 'fromAsync' in array],
  ['lib.esnext.error.d.ts', ({ Error: error }) => 'isError' in error],
];

type Everything = typeof globalThis;

/** TypeScript's lib files for the running Node. */
export function libsOfNode(): string[] {
  return [BASE, ...NEWER.filter(([, has]) => has(globalThis)).map(([lib]) => lib)];
}
