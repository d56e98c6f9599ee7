import { ratioMetric } from '../../means/ratio-metric';
import type { Evidence, Sign } from '../evidence';
import { userSums } from '../user-sums';

/** Impressions as units: how many of them are worth one that is independent? */
export function unitDetector({ log, unit }: Evidence): Sign {
  const sums = [...userSums(log).values()];
  const { designEffect } = ratioMetric(
    sums.map(({ clicks }) => clicks),
    sums.map(({ items }) => items),
  );
  const effect = unit === 'user' ? 1 : designEffect;
  return { alarm: effect > 1.2, words: `the variance is ${effect.toFixed(1)} times what the test assumes` };
}
