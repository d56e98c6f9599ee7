import { inspect, types } from 'node:util';
import { type CellView, isMissing } from './table-view';

/** Longer texts in a cell end in `…` where a table can't wrap them, */
const MAX_LENGTH = 60;
/** and are cut here where it can, followed by the number of characters omitted. */
const MAX_LONG = 1000;

/**
 * The texts of one column's cells. All numbers get the same number of decimals, enough for four significant digits of
 * numbers below 1 and five of larger ones, and none if all are integers, so that their decimal points line up.
 */
export function formatColumn(values: readonly unknown[]): CellView[] {
  const numbers = values.filter(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  );
  const decimals = decimalsOf(numbers);
  const dates = values.filter(types.isDate);
  const midnight = dates.every((date) => date.getTime() % 86_400_000 === 0);
  return values.map((value) => ({ ...cellText(value, decimals, midnight), missing: isMissing(value) }));
}

type Texts = Pick<CellView, 'text' | 'long' | 'exact'>;

function cellText(value: unknown, decimals: number, midnight: boolean): Texts {
  if (typeof value === 'number') return numberTexts(value, decimals);
  if (typeof value === 'string') return shorten(value);
  if (types.isDate(value)) return { text: dateText(value, midnight) };
  if (typeof value === 'object' && value !== null)
    return shorten(inspect(value, { depth: 1, breakLength: Infinity }));
  return shorten(String(value));
}

function decimalsOf(numbers: readonly number[]): number {
  if (numbers.every(Number.isInteger)) return 0;
  const largest = Math.max(...numbers.map(Math.abs));
  const digits = largest < 1 ? 4 : 5;
  const significant = Math.min(6, Math.max(2, digits - 1 - Math.floor(Math.log10(largest))));
  // No more than needed: 3.5 and 4.25 become 3.50 and 4.25.
  for (let decimals = 1; decimals < significant; decimals++) {
    if (numbers.every((x) => Math.abs(Number(x.toFixed(decimals)) - x) < 0.5 * 10 ** -significant))
      return decimals;
  }
  return significant;
}

function numberTexts(value: number, decimals: number): Texts {
  const text = numberText(value, decimals);
  return Number.isFinite(value) && Number(text) !== value ? { text, exact: String(value) } : { text };
}

function numberText(value: number, decimals: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) {
    return Math.abs(value) < 1e15 ? value.toFixed(decimals) : String(value);
  }
  const lost = Math.abs(value) < 0.5 * 10 ** -decimals;
  return lost || Math.abs(value) >= 1e15 ? value.toExponential(2) : value.toFixed(decimals);
}

function dateText(date: Date, midnight: boolean): string {
  if (Number.isNaN(date.getTime())) return 'Invalid Date';
  const iso = date.toISOString();
  return midnight ? iso.slice(0, 10) : iso.replace('T', ' ').replace(/(\.000)?Z$/, '');
}

/** One line of at most `MAX_LENGTH` characters, and a longer version if there is more. */
function shorten(text: string): Texts {
  // A character has at most two code units.
  const line = text
    .slice(0, 2 * MAX_LONG)
    .replace(/\r\n|[\r\n]/g, '⏎')
    .replace(/\t/g, ' ');
  const characters = Array.from(line); // by code point, so that no emoji is cut in half
  if (characters.length <= MAX_LENGTH) return { text: line };
  const short = `${characters.slice(0, MAX_LENGTH - 1).join('')}…`;
  if (characters.length <= MAX_LONG && text.length <= 2 * MAX_LONG) return { text: short, long: line };
  const kept = characters.slice(0, MAX_LONG).join('');
  const rest = (text.length - kept.length).toLocaleString('en');
  return { text: short, long: `${kept}… ${rest} more characters` };
}
