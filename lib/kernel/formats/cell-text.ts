import { inspect, types } from 'node:util';
import { type CellView, isMissing } from './table-view';

/** Longer texts in a cell end in `…`. */
const MAX_LENGTH = 60;

/**
 * The texts of one column's cells. Numbers get the same number of decimals, as many as six significant
 * digits of the largest need and none where all are whole, so that their points stand below each other.
 */
export function formatColumn(values: readonly unknown[]): CellView[] {
  const numbers = values.filter(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  );
  const decimals = decimalsOf(numbers);
  const dates = values.filter(types.isDate);
  const midnight = dates.every((date) => date.getTime() % 86_400_000 === 0);
  return values.map((value) => ({ text: cellText(value, decimals, midnight), missing: isMissing(value) }));
}

function cellText(value: unknown, decimals: number, midnight: boolean): string {
  if (typeof value === 'number') return numberText(value, decimals);
  if (typeof value === 'string') return shorten(value);
  if (types.isDate(value)) return dateText(value, midnight);
  if (typeof value === 'object' && value !== null)
    return shorten(inspect(value, { depth: 1, breakLength: Infinity }));
  return shorten(String(value));
}

function decimalsOf(numbers: readonly number[]): number {
  if (numbers.every(Number.isInteger)) return 0;
  const largest = Math.max(...numbers.map(Math.abs));
  const significant = Math.min(6, Math.max(2, 5 - Math.floor(Math.log10(largest))));
  // No more than needed: 3.5 and 4.25 stay 3.50 and 4.25.
  for (let decimals = 1; decimals < significant; decimals++) {
    if (numbers.every((x) => Math.abs(Number(x.toFixed(decimals)) - x) < 0.5 * 10 ** -significant))
      return decimals;
  }
  return significant;
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

/** One line of at most `MAX_LENGTH` characters. */
function shorten(text: string): string {
  const line = text
    .slice(0, 4 * MAX_LENGTH)
    .replace(/\r\n|[\r\n]/g, '⏎')
    .replace(/\t/g, ' ');
  const characters = Array.from(line); // by code point, so that no emoji is cut in half
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH - 1).join('')}…` : line;
}
