/**
 * Promises, and timers, as they are shown in a program: `Promise { [ 1 ] }`. For the kernel to know the cell that a
 * callback belongs to, Node notes that on them, and its `inspect` would show the notes: 25 lines of the kernel's inside.
 */
import { inspect } from 'node:util';

const NOTE = /^(kResourceStore|async_id_symbol|trigger_async_id_symbol)$/;

/** What `inspect` calls where it finds it; what returns the value itself lets it go on as usual. */
type Inspected = (
  this: object,
  depth: number | null,
  options: { depth?: number | null },
  ...more: unknown[]
) => unknown;

/** @param onPromise is told when one is shown by itself, or as a part of a list, a Map or an object */
export function showPlainPromises(onPromise: () => void): void {
  const timer = setTimeout(() => {}, 0);
  const immediate = setImmediate(() => {});
  clearTimeout(timer);
  clearImmediate(immediate);
  for (const timing of [timer, immediate]) beforeInspect(Object.getPrototypeOf(timing), hideNotes);
  beforeInspect(Promise.prototype, (promise, level) => {
    hideNotes(promise);
    if (level <= 1) onPromise();
  });
}

/** @param look is given what is to be shown, and how deep in another value it stands */
function beforeInspect(prototype: object, look: (value: object, level: number) => void): void {
  const original = (prototype as { [inspect.custom]?: Inspected })[inspect.custom];
  const inspected: Inspected = function (depth, options, ...more) {
    look(this, Number(options.depth) - Number(depth));
    return original ? original.call(this, depth, options, ...more) : this;
  };
  const value = { value: inspected, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(prototype, inspect.custom, value);
}

/** They stay, as Node needs them; `inspect` leaves out what is not enumerable. */
function hideNotes(value: object): void {
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    if (NOTE.test(symbol.description ?? '')) Object.defineProperty(value, symbol, { enumerable: false });
  }
}
