import { roundForScreen } from './figure-values';

/**
 * A number for display: four significant digits, all integer digits, thousands separated.
 * @param options `grouped`: whether thousands are separated; default true
 */
export function shortNumber(value: number, { grouped = true }: { readonly grouped?: boolean } = {}): string {
  const digits = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return roundForScreen(value).toLocaleString('en', {
    maximumFractionDigits: Math.min(digits, 6),
    useGrouping: grouped,
  });
}
