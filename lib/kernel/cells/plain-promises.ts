/**
 * Shows promises and timers as a plain program would: `Promise { [ 1 ] }`. Node attaches properties to them so that
 * the kernel knows which cell a callback belongs to, and `inspect` would print those: 25 lines of kernel internals.
 */
import { inspect } from 'node:util';

const NOTE = /^(kResourceStore|async_id_symbol|trigger_async_id_symbol)$/;

/** The method that `inspect` calls if present; returning the value itself makes it continue as usual. */
type Inspected = (
  this: object,
  depth: number | null,
  options: { depth?: number | null },
  ...more: unknown[]
) => unknown;

/** @param onPromise called when a promise is shown by itself, or in a list, a Map or an object */
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

/** @param look receives the value to show and its nesting depth */
function beforeInspect(prototype: object, look: (value: object, level: number) => void): void {
  const original = (prototype as { [inspect.custom]?: Inspected })[inspect.custom];
  const inspected: Inspected = function (depth, options, ...more) {
    look(this, Number(options.depth) - Number(depth));
    return original ? original.call(this, depth, options, ...more) : this;
  };
  const value = { value: inspected, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(prototype, inspect.custom, value);
}

/** They stay, because Node needs them; `inspect` skips what is not enumerable. */
function hideNotes(value: object): void {
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    if (NOTE.test(symbol.description ?? '')) Object.defineProperty(value, symbol, { enumerable: false });
  }
}
