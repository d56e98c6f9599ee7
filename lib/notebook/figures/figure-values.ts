import { OptionError } from '../../core/errors';
import { builtInName, plainValues } from '../../core/plain-values';

/**
 * What a figure does with a number that can't be drawn (NaN, an infinity) or isn't there (undefined):
 * refuse it with its place, or leave a gap. `null` is always a gap, as somebody wrote it on purpose.
 */
export type MissingValues = 'refuse' | 'gap';

/**
 * Turns what a caller gives as data into plain JSON: typed arrays become arrays, dates ISO strings, and
 * numbers keep six significant digits (whole numbers and those above 100,000 all before the point), which
 * no screen can tell from the full ones and which take a third of the space.
 */
export function figureValues(value: unknown, missing: MissingValues, place: string): unknown {
  return plainValues(value, place, {
    number: roundForScreen,
    odd: (odd, where) => {
      if (odd === undefined || typeof odd === 'number' || builtInName(odd) === 'Date') {
        return gap(odd, missing, where);
      }
      const kind = typeof odd === 'object' ? builtInName(odd) : typeof odd;
      throw new OptionError(`${where} must be a number, text, list or typed array, got a ${kind}`);
    },
  });
}

/** Six significant digits, but never coarser than whole numbers. */
export function roundForScreen(value: number): number {
  if (Number.isInteger(value)) return value;
  return Math.abs(value) >= 1e5 ? Math.round(value) : Number(value.toPrecision(6));
}

function gap(value: unknown, missing: MissingValues, place: string): null {
  if (missing === 'gap') return null;
  throw new OptionError(
    `${place} is ${String(value)}; give finite numbers, or missing: 'gap' to leave it out`,
  );
}
