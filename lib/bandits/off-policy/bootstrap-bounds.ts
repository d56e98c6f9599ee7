import {
  type DrawOptions,
  eachDraw,
  percentileInterval,
  sampleCount,
} from '../../evaluation/intervals/draw-users';
import type { Bounds } from '../../math/distributions/confidence';
import type { Blocks, Estimate } from './estimate';

/**
 * The percentile bootstrap interval of an estimate: draws the units of the log with replacement, many times, and computes
 * the estimate for each; also the denominators of ratios. More than 2,000 units are drawn in blocks of neighbors.
 *
 * It sees what is in the log only: if the largest weights haven't occurred, they are in no draw either. Cost: O(samples ·
 * min(units, 2,000)).
 *
 * Source: B. Efron, Annals of Statistics 7 (1979).
 *
 * @returns NaN to NaN if there is no estimate or only one unit
 * @throws OptionError for bad options
 */
export function bootstrapBounds(estimate: Estimate, options: DrawOptions = {}): Bounds {
  const { tops, bottoms, shares } = estimate.blocks;
  const values = new Float64Array(sampleCount(options));
  const blocks = tops[0]?.length ?? 0;
  if (blocks < 2) return { low: Number.NaN, high: Number.NaN };
  eachDraw(options, blocks, (drawn, sample) => {
    values[sample] = shares.reduce((sum, share, c) => sum + share * ratioOf(tops[c], bottoms[c], drawn), 0);
  });
  const { low, high } = percentileInterval(estimate.value, values, options.confidence);
  return { low, high };
}

function ratioOf(top: Blocks['tops'][0], bottom: Blocks['bottoms'][0], drawn: Int32Array): number {
  let [above, below] = [0, 0];
  for (const block of drawn) {
    above += top[block];
    below += bottom[block];
  }
  return above / below;
}
