/** How the time of a model grows with the ratings. */
import type { BenchRow } from './comparison';

/** How much more than ten times as long ten times the ratings may take. */
const LINEAR = 1.3;

/**
 * A line for each size of a model but the smallest, with which it is compared: `✓ ALS: 10.2 times the ratings take 10.9 times
 * as long`. Compared with the size before, noise would count more than growth: from 10 to 25 million ratings, a fit that
 * is a seventh slower for whatever reason grows 1.4 times as fast as its ratings, per decade.
 */
export function growthLines(rows: readonly BenchRow[]): string[] {
  const lines: string[] = [];
  for (const series of new Set(rows.flatMap((row) => row.series ?? []))) {
    const [smallest, ...others] = rows.filter((row) => row.series === series && row.ours);
    for (const row of others) {
      const ratings = row.trainRows / smallest.trainRows;
      const seconds = (row.ours?.fitSeconds ?? 0) / (smallest.ours?.fitSeconds ?? 0);
      // Per decade: what a growth of 10 to the power of some exponent would be beside 10.
      const excess = (seconds / ratings) ** (1 / Math.log10(ratings));
      const mark = excess <= LINEAR ? '✓' : '✗';
      const times = (value: number) => value.toFixed(1);
      lines.push(
        `${mark} ${series}: ${times(ratings)} times the ratings take ${times(seconds)} times as long ` +
          `(${excess.toFixed(2)} times linear per decade; wanted at most ${LINEAR})`,
      );
    }
  }
  return lines;
}
