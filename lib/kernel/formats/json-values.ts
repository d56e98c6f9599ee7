import { builtInName, plainValues } from '../../core/plain-values';

/** Content that JSON would make `{}` of without an error, so that something else would be shown. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/**
 * A display's content as it leaves the kernel in JSON: typed arrays are lists, NaN and the infinities null,
 * functions left out.
 *
 * @param place for messages: `data`
 * @throws UnreadableError for a Map, a Set, an ArrayBuffer, a DataView, a promise, an iterator or a tensor
 */
export function jsonValues<T>(content: T, place: string): T {
  return plainValues(content, place, { number: (value) => value, odd: oddValue }) as T;
}

const INSTEAD: Readonly<Record<string, string>> = {
  Promise: 'put `await` before it',
  Tensor: 'give a list: `await tensor.array()`',
};

function oddValue(value: unknown, place: string): unknown {
  if (typeof value === 'number') return null;
  if (typeof value !== 'object') return undefined;
  const kind = builtInName(value);
  if (kind === 'Date') return null;
  const instead = INSTEAD[kind] ?? 'give a list or a typed array';
  throw new UnreadableError(`${place} is a ${kind}; ${instead}`);
}
