/** What the estimators with weights share: when they refuse, and what they warn of. */
import { type Estimate, type EstimateOptions, estimateFrom, noEstimate } from '../estimate';
import type { WeightedRounds, WeightSummary } from '../weighted-rounds';
import type { Summed } from './mean-sums';
import { type Component, type Shape, sumUp } from './round-sums';

/** Below this share of the rounds, the effective sample is too small to say anything. */
const SMALL_ESS = 0.01;
/** With more of the variance from one round, normal intervals miss the truth too often: see `npm run bench -- --off-policy`. */
const LARGE_SHARE = 0.05;
/** Number of standard errors from 1 at which the mean weight is wrong. */
const WRONG_MEAN = 3;

/** An estimate from weights. */
export interface WeightedFormula {
  readonly estimator: string;
  readonly components: readonly Component[];
  readonly options?: EstimateOptions;
}

/** The estimate, with warnings of its weights; none where a weight is unknown or all are 0. */
export function weightedEstimate(rounds: WeightedRounds, formula: WeightedFormula): Estimate {
  const { estimator, components, options } = formula;
  const refusal = whyNot(rounds);
  if (refusal !== null) return noEstimate(estimator, refusal);
  const summed = sumUp(components, shapeOf(rounds));
  return estimateWith(rounds, { estimator, summed, weights: rounds.weights, options });
}

/** Which rounds belong together. */
export function shapeOf({ length, data: { unit, units } }: WeightedRounds): Shape {
  return { rounds: length, unit, units };
}

/** An estimate from what was added up. */
interface SummedFormula {
  readonly estimator: string;
  readonly summed: Summed;
  /** The weights in use. */
  readonly weights: WeightSummary;
  readonly options?: EstimateOptions;
}

/** The estimate, with warnings of its weights. */
export function estimateWith(rounds: WeightedRounds, formula: SummedFormula): Estimate {
  const estimate = estimateFrom({ rounds: rounds.length, ...formula });
  const warnings = [
    ...supportWarnings(rounds),
    ...weightWarnings(rounds, formula.weights),
    ...lonelyWarnings(estimate, rounds.data.unit ? 'unit' : 'round'),
  ];
  return { ...estimate, warnings };
}

/** Why there can be no estimate from weights; null if there can. */
export function whyNot({ withoutPropensity, length, possible }: WeightedRounds): string | null {
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
 * The estimate with what the estimator leaves out, which the log can only say roughly, and a warning if its interval does
 * not allow for that. Unchanged where weights are unknown.
 */
export function withBias(rounds: WeightedRounds, estimate: Estimate, bias: Summed): Estimate {
  if (whyNot(rounds) !== null) return estimate;
  const warnings = [...estimate.warnings];
  if (Math.abs(bias.value) + 2 * bias.standardError > 2 * estimate.standardError) {
    const [value, error] = [bias.value, 2 * bias.standardError].map((number) => number.toPrecision(2));
    warnings.push(
      `by this log, what is left out would add ${value} ± ${error}, and the interval does not allow for that`,
    );
  }
  return { ...estimate, leftOut: bias.value, warnings };
}

export function percent(share: number): string {
  return `${+(100 * share).toPrecision(2)}%`;
}
