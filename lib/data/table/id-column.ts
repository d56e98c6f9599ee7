/**
 * A column of raw ids without a string for every row.
 */
import { itemId, userId } from '../../core/ids';

/** The distinct raw ids in order of first appearance, and for each row the index of its id. */
export interface IdColumn {
  readonly ids: string[];
  /** Index into `ids`, one per row. */
  readonly indices: Int32Array;
}

/**
 * An id column from one raw id per row. OptionError if one is empty or not a whole number. For small data.
 */
export function idColumnOf(kind: 'userId' | 'itemId', rawIds: readonly (string | number)[]): IdColumn {
  const brand = kind === 'userId' ? userId : itemId;
  const places = new Map<string, number>();
  const indices = Int32Array.from(rawIds, (raw) => {
    const id = brand(raw);
    const place = places.get(id) ?? places.size;
    if (place === places.size) places.set(id, place);
    return place;
  });
  return { ids: [...places.keys()], indices };
}
