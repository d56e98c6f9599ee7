import { builtInName, plainValues } from '../../core/plain-values';

/** Content that JSON would silently turn into `{}`, so that something else would be shown. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/**
 * A display's content in the JSON form that leaves the kernel: typed arrays become lists, NaN and the infinities
 * become null, and functions are omitted.
 *
 * @param place the name used in messages, such as `data`
 * @throws UnreadableError for a Map, a Set, an ArrayBuffer, a DataView, a promise, an iterator or a tensor
 */
export function jsonValues<T>(content: T, place: string): T {
  return plainValues(content, place, { number: (value) => value, odd: oddValue }) as T;
}

const INSTEAD: Readonly<Record<string, string>> = {
  Promise: 'put `await` before it',
  Tensor: 'use a list: `await tensor.array()`',
};

function oddValue(value: unknown, place: string): unknown {
  if (typeof value === 'number') return null;
  if (typeof value !== 'object') return undefined;
  const kind = builtInName(value);
  if (kind === 'Date') return null;
  const instead = INSTEAD[kind] ?? 'use a list or a typed array';
  const article = /^[AEIO]/.test(kind) ? 'an' : 'a';
  throw new UnreadableError(`${place} is ${article} ${kind}; ${instead}`);
}
