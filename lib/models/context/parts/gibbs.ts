/**
 * The solver `gibbs`: a Bayesian factorization machine by Gibbs sampling. Instead of one best value, each parameter gets a
 * distribution, and predictions are averaged over draws from it.
 *
 *     target ~ N(score, 1/α),   w_j ~ N(μ_g, 1/λ_g),   v_jf ~ N(μ_gf, 1/λ_gf),
 *
 * where g is the group of column j: all users, all items, all hours. α, μ and λ have distributions as well, so there is
 * no regularization to tune: a group whose columns don't matter gets a large λ, which keeps them at 0. One epoch
 * draws, each given all others:
 *
 * 1. α from a gamma distribution with shape (1 + n) / 2 and rate (1 + Σ e²) / 2, then w_0;
 * 2. per group, λ_g from a gamma distribution with shape (2 + p_g) / 2 and rate (1 + Σ_j (w_j − μ_g)² + μ_g²) / 2, and
 *    μ_g ~ N(Σ_j w_j / (p_g + 1), 1 / ((p_g + 1) λ_g)), with the p_g columns of the group; then all w_j;
 * 3. the same for each factor, with v_jf in place of w_j.
 *
 * A parameter θ with score = g + h θ is drawn from a normal distribution with precision λ + α Σ h² and mean
 * (λ μ + α (Σ h e + θ_old Σ h²)) / (λ + α Σ h²). The first quarter of the epochs is discarded, because it still shows where the
 * chain began.
 *
 * Source: C. Freudenthaler, L. Schmidt-Thieme, S. Rendle, "Bayesian Factorization Machines", 2011.
 */
import type { RandomState } from '../../../math/random/random-state';
import type { FitRun } from '../../../recommender/fit-run';
import { keptEpochs } from '../../shared/kept-epochs';
import { factorPass, linearPass, type NewValue } from './coordinate-pass';
import type { Design } from './feature-blocks';
import { type Machine, scoresOf } from './machine';

/** Mean and precision of a group's parameters. */
export interface GroupPrior {
  /** μ. Float64 [groups]. */
  readonly mean: Float64Array;
  /** λ. Float64 [groups]. */
  readonly precision: Float64Array;
}

/** What a draw has besides the machine. */
export interface Draw {
  /** α. */
  readonly noise: number;
  /** Of w. */
  readonly linear: GroupPrior;
  /** Of each factor. */
  readonly factors: readonly GroupPrior[];
}

/** The share of the epochs that is discarded. */
const BURN_IN = 1 / 4;

/** The epochs whose draws are kept. @param samples their maximum number */
export function keptDraws(epochs: number, samples: number): ReadonlySet<number> {
  return keptEpochs({ epochs, burnIn: BURN_IN, samples });
}

/**
 * Changes the machine in place, and calls `keep` with each draw to be kept. Cost: O((ratings · blocks + entries) ·
 * factors) per epoch.
 */
export async function solveGibbs(
  design: Design,
  machine: Machine,
  options: { readonly epochs: number; readonly samples: number; readonly random: RandomState },
  run: FitRun,
  keep: (draw: Draw) => void,
): Promise<void> {
  const { targets, groups } = design;
  const { epochs, samples, random } = options;
  const kept = keptDraws(epochs, samples);
  const prior = (): GroupPrior => ({
    mean: new Float64Array(groups.length),
    precision: new Float64Array(groups.length).fill(1),
  });
  const linear = prior();
  const factors = machine.V.map(prior);
  const errors = scoresOf(design, machine).map((score, row) => targets[row] - score);
  await run.breathe();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const noise = drawNoise(errors, random);
    const newValue =
      ({ mean, precision }: GroupPrior): NewValue =>
      (old, hh, he, column) => {
        const group = design.groupOf[column];
        const certainty = precision[group] + noise * hh;
        const expected = (precision[group] * mean[group] + noise * (he + old * hh)) / certainty;
        return random.normal(expected, 1 / Math.sqrt(certainty));
      };
    drawBias(machine, errors, noise, random);
    drawPrior(design, machine.w, linear, random);
    linearPass(design, machine, errors, newValue(linear));
    await run.breathe();
    for (let factor = 0; factor < machine.factors; factor++)
      drawPrior(design, machine.V[factor], factors[factor], random);
    for (let factor = 0; factor < machine.factors; factor++) {
      factorPass(design, machine, factor, errors, newValue(factors[factor]));
      await run.breathe();
    }
    if (kept.has(epoch)) keep({ noise, linear, factors });
    await run.step(epochs, Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length));
  }
}

function drawNoise(errors: Float64Array, random: RandomState): number {
  const squares = errors.reduce((sum, error) => sum + error * error, 0);
  return random.gamma((1 + errors.length) / 2) / ((1 + squares) / 2);
}

/** w_0 ~ N(0, 1) a priori. */
function drawBias(machine: Machine, errors: Float64Array, noise: number, random: RandomState): void {
  const certainty = 1 + noise * errors.length;
  const sum = errors.reduce((total, error) => total + error, 0) + errors.length * machine.w0;
  const value = random.normal((noise * sum) / certainty, 1 / Math.sqrt(certainty));
  const step = value - machine.w0;
  for (let row = 0; row < errors.length; row++) errors[row] -= step;
  machine.w0 = value;
}

/** Draws the precision and the mean of each group, from its columns that occur. */
function drawPrior(
  { groups, groupOf, occurs }: Design,
  theta: Float64Array,
  prior: GroupPrior,
  random: RandomState,
) {
  const [counts, sums, squares] = [zeros(groups), zeros(groups), zeros(groups)];
  for (let column = 0; column < theta.length; column++) {
    if (!occurs[column]) continue;
    const group = groupOf[column];
    counts[group]++;
    sums[group] += theta[column];
    squares[group] += (theta[column] - prior.mean[group]) ** 2;
  }
  for (let group = 0; group < groups.length; group++) {
    const rate = (1 + squares[group] + prior.mean[group] ** 2) / 2;
    prior.precision[group] = random.gamma((2 + counts[group]) / 2) / rate;
    const weight = counts[group] + 1;
    prior.mean[group] = random.normal(sums[group] / weight, 1 / Math.sqrt(weight * prior.precision[group]));
  }
}

function zeros({ length }: { readonly length: number }): Float64Array {
  return new Float64Array(length);
}
