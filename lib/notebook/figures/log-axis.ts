import type { LayoutAxis } from 'plotly.js';
import type { AxisValues } from './figure-series';

/** Decades from the smallest to the largest value: below the first, round steps; from the second on, powers of ten. */
const [ROUND_STEPS, POWERS] = [0.7, 2];

/** In `plotly.js`, not in its types: whether all labels are whole numbers (20), or those between powers digits (2). */
type LogAxis = Partial<LayoutAxis> & { readonly minorloglabels?: 'complete' };

/**
 * A logarithmic axis with at least two labels in sight: 1, 10, 100 … over two decades or more; else 1, 2, 5, 10, 20 …;
 * and over less than 0.7 of a decade, plotly's round numbers, such as 30, 40, 50.
 * @param lists what is drawn along the axis; only numbers above 0 count
 */
export function logAxis(lists: readonly AxisValues[]): LogAxis {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const list of lists) {
    for (const value of Array.from<unknown>(list)) {
      if (typeof value !== 'number' || !(value > 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const decades = low <= high ? Math.log10(high / low) : 0;
  if (decades >= POWERS) return { type: 'log', dtick: 1 };
  return decades < ROUND_STEPS ? { type: 'log' } : { type: 'log', dtick: 'D2', minorloglabels: 'complete' };
}
