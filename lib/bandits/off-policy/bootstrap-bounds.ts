import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import {
  DRAW_EXAMPLES,
  type DrawOptions,
  eachDraw,
  percentileInterval,
  sampleCount,
} from '../../evaluation/intervals/draw-users';
import type { Bounds } from '../../math/distributions/confidence';
import type { Estimate } from './estimate';
import { ESTIMATE } from './parts/check-estimate';
import type { Blocks } from './parts/mean-sums';

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
  return bounds('bootstrapBounds', [estimate], options)[0];
}

/**
 * The same for several estimates, in their order, from the same draws: the work of drawing is done once.
 *
 * @throws OptionError for bad options
 */
export function bootstrapAll(estimates: readonly Estimate[], options: DrawOptions = {}): Bounds[] {
  return bounds('bootstrapAll', estimates, options);
}

function bounds(owner: string, estimates: readonly Estimate[], options: DrawOptions): Bounds[] {
  checkArgument(owner, 'estimates', estimates, LIST);
  for (const estimate of estimates) checkArgument(owner, 'estimate', estimate, ESTIMATE);
  checkOptions(owner, options, DRAW_EXAMPLES);
  const samples = sampleCount(options);
  const values = estimates.map(() => new Float64Array(samples));
  for (const blocks of new Set(estimates.map(blocksOf))) {
    if (blocks < 2) continue;
    const places = [...estimates.keys()].filter((place) => blocksOf(estimates[place]) === blocks);
    const times = new Float64Array(blocks);
    eachDraw(options, blocks, (drawn, sample) => {
      times.fill(0);
      for (let n = 0; n < blocks; n++) times[drawn[n]]++;
      for (const place of places) values[place][sample] = resampled(estimates[place].blocks, times);
    });
  }
  return estimates.map((estimate, place) => {
    if (blocksOf(estimate) < 2) return { low: Number.NaN, high: Number.NaN };
    const { low, high } = percentileInterval(estimate.value, values[place], options.confidence);
    return { low, high };
  });
}

function blocksOf({ blocks }: Estimate): number {
  return blocks.tops[0]?.length ?? 0;
}

/** The estimate if each block were in the log that many times. */
function resampled({ tops, bottoms, shares }: Blocks, times: Float64Array): number {
  let value = 0;
  for (let c = 0; c < shares.length; c++) value += shares[c] * ratioOf(tops[c], bottoms[c], times);
  return value;
}

function ratioOf(top: Float64Array, bottom: Float64Array, times: Float64Array): number {
  let [above, below] = [0, 0];
  for (let block = 0; block < times.length; block++) {
    above += times[block] * top[block];
    below += times[block] * bottom[block];
  }
  return above / below;
}
