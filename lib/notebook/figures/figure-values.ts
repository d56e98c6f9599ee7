import { OptionError } from '../../core/errors';
import { builtInName, plainValues } from '../../core/plain-values';

/**
 * How a figure treats a number that can't be drawn (NaN, an infinity) or is missing (undefined): reject it with its
 * place, or leave a gap. `null` is always a gap, because it was written on purpose.
 */
export type MissingValues = 'refuse' | 'gap';

/**
 * Converts data to plain JSON: typed arrays become arrays, dates ISO strings, and numbers keep six significant digits
 * (those above 100,000 all integer digits), which look the same on any screen and take a third of the space.
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

/** Six significant digits, but at least all integer digits. */
export function roundForScreen(value: number): number {
  if (Number.isInteger(value)) return value;
  return Math.abs(value) >= 1e5 ? Math.round(value) : Number(value.toPrecision(6));
}

function gap(value: unknown, missing: MissingValues, place: string): null {
  if (missing === 'gap') return null;
  throw new OptionError(
    `${place} is ${String(value)}; use finite numbers, or set missing: 'gap' to leave a gap`,
  );
}
