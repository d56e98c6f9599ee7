/** What the estimators with weights share: when they refuse, and what they warn of. */
import { type Estimate, type EstimateOptions, estimateBy, noEstimate } from '../estimate';
import { summaryBy, type WeightedRounds, type WeightSummary } from '../weighted-rounds';
import type { Contribution } from './contribution';
import { type Component, meansOf, type Summed, sumUp } from './round-sums';

/** Below this share of the rounds, the effective sample is too small to say anything. */
const SMALL_ESS = 0.01;
/** With more of the variance from one round, normal intervals miss the truth too often: see `npm run bench -- --off-policy`. */
const LARGE_SHARE = 0.05;
/** Number of standard errors from 1 at which the mean weight is wrong. */
const WRONG_MEAN = 3;
/** Cutting more than this share of the weight off, clipped IPS loses too much of the value. */
const LARGE_CUT = 0.1;

/** An estimate from weights. */
export interface WeightedFormula {
  readonly estimator: string;
  readonly components: readonly Component[];
  readonly options?: EstimateOptions;
  /** What the components add up to, if that is known already. */
  readonly summed?: Summed;
}

/** The estimate, with warnings of its weights; none where a weight is unknown or all are 0. */
export function weightedEstimate(rounds: WeightedRounds, formula: WeightedFormula): Estimate {
  const refusal = whyNot(rounds);
  if (refusal !== null) return noEstimate(formula.estimator, refusal);
  return estimateWith(rounds, formula, rounds.weights);
}

/** An estimate from smaller weights. */
export interface ChangedFormula {
  readonly estimator: string;
  /** What the estimator makes of weights, in place, each by itself. */
  readonly change: (weights: Float64Array) => void;
  /** What a weight is multiplied by: the reward, or the error of a model. */
  readonly factor: Float64Array;
  /** What is added to that: what a model expects. Default: nothing. */
  readonly base?: Float64Array;
  readonly options?: EstimateOptions;
}

/** The same for weights that are changed, with what that leaves out: the mean of (w − ŵ) · factor. */
export function changedEstimate(rounds: WeightedRounds, formula: ChangedFormula): Estimate {
  const { estimator, change, factor, base, options } = formula;
  const refusal = whyNot(rounds);
  if (refusal !== null) return noEstimate(estimator, refusal);
  const { weight, length, data } = rounds;
  const used = changedWeights(weight, change);
  const top: Contribution = (from, to, into) => {
    const weights = used(from, to);
    if (base) for (let n = from; n < to; n++) into[n - from] = base[n] + weights[n - from] * factor[n];
    else for (let n = from; n < to; n++) into[n - from] = weights[n - from] * factor[n];
  };
  const leftOut: Contribution = (from, to, into) => {
    const weights = used(from, to);
    for (let n = from; n < to; n++) into[n - from] = (weight[n] - weights[n - from]) * factor[n];
  };
  const copy: Contribution = (from, to, into) => {
    const weights = used(from, to);
    for (let n = 0; n < to - from; n++) into[n] = weights[n];
  };
  const [weights, value, left] = meansOf([copy, top, leftOut], length);
  const summary = summaryBy(weights);
  const summed = data.unit ? undefined : value.summed();
  const estimate = estimateWith(rounds, { estimator, components: [{ top }], options, summed }, summary);
  const cut = base ? 0 : 1 - summary.mean / rounds.weights.mean;
  const warnings = [...estimate.warnings, ...cutWarnings(cut)];
  return withBias(rounds, { ...estimate, warnings }, leftOut, data.unit ? undefined : left.summed());
}

/** The changed weights of some rounds; computed once for all that is asked for of a block. */
function changedWeights(
  weight: Float64Array,
  change: (weights: Float64Array) => void,
): (from: number, to: number) => Float64Array {
  let [kept, keptFrom, keptTo] = [new Float64Array(0), -1, -1];
  return (from, to) => {
    if (from === keptFrom && to === keptTo) return kept;
    if (kept.length < to - from) kept = new Float64Array(to - from);
    for (let n = from; n < to; n++) kept[n - from] = weight[n];
    change(kept);
    [keptFrom, keptTo] = [from, to];
    return kept;
  };
}

/** Without a model, what is cut off counts as 0. */
function cutWarnings(share: number): string[] {
  if (!(share > LARGE_CUT)) return [];
  return [
    `${percent(share)} of the weight is cut off, and about as much of the value is missing; no interval shows that`,
  ];
}

function estimateWith(
  rounds: WeightedRounds,
  { estimator, components, options, summed }: WeightedFormula,
  weights: WeightSummary,
): Estimate {
  const estimate = estimateBy({
    estimator,
    rounds: rounds.length,
    components,
    unit: rounds.data.unit,
    weights,
    options,
    summed,
  });
  const warnings = [
    ...supportWarnings(rounds),
    ...weightWarnings(rounds, weights),
    ...lonelyWarnings(estimate, rounds.data.unit ? 'unit' : 'round'),
  ];
  return { ...estimate, warnings };
}

function whyNot({ withoutPropensity, length, possible }: WeightedRounds): string | null {
  if (withoutPropensity > 0) {
    return `${withoutPropensity} of ${length} rounds have propensity 0 or none, so their weights are unknown; log the probability of each choice`;
  }
  if (possible === 0) {
    return `the policy never does what was done in any of the ${length} rounds, so the log says nothing of it`;
  }
  return null;
}

/** What the policy does and the log doesn't have. */
export function supportWarnings({ neverTaken, unseenMass }: WeightedRounds): string[] {
  const missing = Math.max(neverTaken, Number.isNaN(unseenMass) ? 0 : unseenMass);
  if (missing === 0) return [];
  return [
    `${percent(missing)} of the policy's choices are never taken in the log, which says nothing of what they earn`,
  ];
}

function weightWarnings(rounds: WeightedRounds, used: WeightSummary): string[] {
  const warnings: string[] = [];
  const raw = rounds.weights;
  const units = rounds.data.units;
  const distance = (raw.mean - 1) / (raw.sd / Math.sqrt(units));
  if (Math.abs(distance) > WRONG_MEAN && Math.abs(raw.mean - 1) > 1e-9) {
    warnings.push(
      `the mean weight is ${raw.mean.toFixed(3)}, which should be 1: propensities are wrong, the log never has what the policy does, or its largest weights have not occurred yet`,
    );
  }
  if (rounds.contradiction) {
    const { action, mean } = rounds.contradiction;
    warnings.push(
      `propensities are wrong: by them, action ${JSON.stringify(action)} is ${mean.toFixed(2)} times as common as it can be`,
    );
  }
  if (used.essShare < SMALL_ESS) {
    warnings.push(
      `the effective sample size is ${used.ess.toFixed(1)}, ${percent(used.essShare)} of the rounds: a few rounds decide`,
    );
  }
  return warnings;
}

/** Warns if one round decides how wide the interval is. */
export function lonelyWarnings({ largestShare, rounds }: Estimate, one: string): string[] {
  if (!(largestShare > LARGE_SHARE) || rounds < 2) return [];
  return [
    `one ${one} makes up ${percent(largestShare)} of the variance: the normal interval misses the truth more often than it says`,
  ];
}

/**
 * The estimate with what the estimator leaves out, which the log can only say roughly, and a warning if its interval has no
 * room for that. Unchanged where weights are unknown.
 *
 * @param summed what `leftOut` adds up to, if that is known already
 */
export function withBias(
  rounds: WeightedRounds,
  estimate: Estimate,
  leftOut: Contribution,
  summed?: Summed,
): Estimate {
  if (whyNot(rounds) !== null) return estimate;
  const { unit, units } = rounds.data;
  const bias = summed ?? sumUp([{ top: leftOut }], { rounds: rounds.length, unit, units });
  const warnings = [...estimate.warnings];
  if (Math.abs(bias.value) + 2 * bias.standardError > 2 * estimate.standardError) {
    const [value, error] = [bias.value, 2 * bias.standardError].map((number) => number.toPrecision(2));
    warnings.push(
      `what is left out would add ${value} ± ${error} by this log, and the interval has no room for that`,
    );
  }
  return { ...estimate, leftOut: bias.value, warnings };
}

function percent(share: number): string {
  return `${+(100 * share).toPrecision(2)}%`;
}
