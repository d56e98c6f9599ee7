/** What the estimators that change weights share. */
import { type Estimate, type EstimateOptions, noEstimate } from '../estimate';
import { summaryBy, type WeightedRounds } from '../weighted-rounds';
import { Contribution } from './contribution';
import { MeanSums, meanOf, type Summed } from './mean-sums';
import { sumUp } from './round-sums';
import { estimateWith, percent, whyNot, withBias } from './weighted-estimate';

/** Cutting more than this share of the weight off, clipped IPS loses too much of the value. */
const LARGE_CUT = 0.1;

/** What an estimator makes of the first `count` weights, in place, each by itself. */
export type Change = (weights: Float64Array, count: number) => void;

/** An estimate from smaller weights: the mean of base + ŵ · factor. */
export interface ChangedFormula {
  readonly estimator: string;
  readonly change: Change;
  /** What a weight is multiplied by: the reward, or the error of a model. */
  readonly factor: Float64Array;
  /** What a model expects. Default: 0. */
  readonly base?: Float64Array;
  readonly options?: EstimateOptions;
}

/** The estimate, with what the change leaves out: the mean of (w − ŵ) · factor. */
export function changedEstimate(rounds: WeightedRounds, formula: ChangedFormula): Estimate {
  const { estimator, base, options } = formula;
  const refusal = whyNot(rounds);
  if (refusal !== null) return noEstimate(estimator, refusal);
  const { weights, value, leftOut } = changedSums(rounds, formula);
  const summary = summaryBy(weights);
  const estimate = estimateWith(rounds, { estimator, summed: value, weights: summary, options });
  const cut = base ? 0 : 1 - summary.mean / rounds.weights.mean;
  return withBias(rounds, { ...estimate, warnings: [...estimate.warnings, ...cutWarnings(cut)] }, leftOut);
}

/** Without a model, what is cut off counts as 0. */
function cutWarnings(share: number): string[] {
  if (!(share > LARGE_CUT)) return [];
  return [
    `${percent(share)} of the weight is cut off, and about as much of the value is missing; no interval shows that`,
  ];
}

/** Of ŵ, base + ŵ · factor, and (w − ŵ) · factor. */
interface ChangedSums {
  readonly weights: MeanSums;
  readonly value: Summed;
  readonly leftOut: Summed;
}

function changedSums({ weight, length, data }: WeightedRounds, formula: ChangedFormula): ChangedSums {
  if (data.unit === null) return changedMeans(weight, formula);
  const into = changedColumns(length);
  readChanged(weight, formula, { from: 0, count: length, into });
  const shape = { rounds: length, unit: data.unit, units: data.units };
  const sum = (column: Float64Array) => sumUp([{ top: new Contribution(column) }], shape);
  return { weights: meanOf(new Contribution(into.used)), value: sum(into.value), leftOut: sum(into.leftOut) };
}

/** The same of independent rounds, block by block: no array is as long as the log. */
function changedMeans(weight: Float64Array, formula: ChangedFormula): ChangedSums {
  const [weights, value, leftOut] = [0, 1, 2].map(() => new MeanSums(weight.length));
  const into = changedColumns(weights.longest);
  for (let block = 0; block < weights.blocks; block += weights.together) {
    const { from, count } = weights.roundsFrom(block);
    readChanged(weight, formula, { from, count, into });
    weights.add(into.used, block);
    value.add(into.value, block);
    leftOut.add(into.leftOut, block);
  }
  return { weights, value: value.summed(), leftOut: leftOut.summed() };
}

interface ChangedColumns {
  readonly used: Float64Array;
  readonly value: Float64Array;
  readonly leftOut: Float64Array;
}

function changedColumns(length: number): ChangedColumns {
  const [used, value, leftOut] = [0, 1, 2].map(() => new Float64Array(length));
  return { used, value, leftOut };
}

/** Some rounds from `from` on. */
function readChanged(
  weight: Float64Array,
  { change, factor, base }: ChangedFormula,
  { from, count, into }: { readonly from: number; readonly count: number; readonly into: ChangedColumns },
): void {
  const { used, value, leftOut } = into;
  used.set(weight.subarray(from, from + count));
  change(used, count);
  for (let n = 0; n < count; n++) {
    const by = factor[from + n];
    const part = used[n] * by;
    value[n] = base === undefined ? part : base[from + n] + part;
    leftOut[n] = (weight[from + n] - used[n]) * by;
  }
}
