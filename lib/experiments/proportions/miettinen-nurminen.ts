import { type Bounds, twoSidedDeviate } from '../../math/distributions/confidence';
import { rootBetween } from '../../math/root-between';
import type { Count } from './proportion';
import { type Arms, checkCounts } from './two-proportions';

/** Narrower than any interval. */
const NARROW = 1e-10;

/**
 * The score interval of Miettinen and Nurminen for p₁ − p₀: all differences δ with
 * (p̂₁ − p̂₀ − δ)² ≤ z² V(δ), where V takes the most likely proportions that differ by δ, times n/(n − 1). Close to
 * Newcombe's, at the cost of a search. Cost: about 40 cube roots.
 *
 * Source: O. Miettinen, M. Nurminen, Statistics in Medicine 4 (1985); C. Farrington, G. Manning, 9 (1990) for the
 * closed form of the restricted estimate.
 *
 * @throws OptionError for a bad count or alpha
 * @example
 * miettinenNurminenInterval({ treatment: { successes: 56, trials: 70 }, control: { successes: 48, trials: 80 } }); // 0.053 to 0.339
 */
export function miettinenNurminenInterval(arms: Arms<Count>, alpha = 0.05): Bounds {
  checkCounts('miettinenNurminenInterval', arms);
  const z = twoSidedDeviate('miettinenNurminenInterval', alpha);
  const difference =
    arms.treatment.successes / arms.treatment.trials - arms.control.successes / arms.control.trials;
  // (difference − δ)/√V(δ), which falls as δ rises.
  const above = (delta: number, limit: number) =>
    difference - delta - limit * Math.sqrt(restrictedVariance(arms, delta));
  // At the difference itself, V is 0 if nobody or everybody succeeded; the bounds lie beyond.
  return {
    low: difference === -1 ? -1 : rootBetween((delta) => above(delta, z), -1, difference - NARROW),
    high: difference === 1 ? 1 : rootBetween((delta) => above(delta, -z), difference + NARROW, 1),
  };
}

/** V(δ) = [p̃₁ q̃₁/n₁ + p̃₀ q̃₀/n₀] n/(n − 1), with p̃₁ = p̃₀ + δ. */
function restrictedVariance({ treatment, control }: Arms<Count>, delta: number): number {
  const [n1, n0] = [treatment.trials, control.trials];
  const n = n1 + n0;
  const p0 = restrictedProportion(treatment, control, delta);
  const p1 = Math.min(1, Math.max(0, p0 + delta));
  return ((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0) * (n / (n - 1));
}

/** The most likely p₀ under p₁ = p₀ + δ: the root within range of the cubic that the derivative of the likelihood is. */
function restrictedProportion(treatment: Count, control: Count, delta: number): number {
  const [x1, n1, x0, n0] = [treatment.successes, treatment.trials, control.successes, control.trials];
  const n = n1 + n0;
  const l3 = n;
  const l2 = (n1 + 2 * n0) * delta - n - (x1 + x0);
  const l1 = (n0 * delta - n - 2 * x0) * delta + (x1 + x0);
  const l0 = x0 * delta * (1 - delta);
  const third = l2 / (3 * l3);
  const q = third ** 3 - (l1 * l2) / (6 * l3 ** 2) + l0 / (2 * l3);
  const r = Math.sign(q || 1) * Math.sqrt(Math.max(0, third ** 2 - l1 / (3 * l3)));
  const cosine = r === 0 ? 0 : Math.min(1, Math.max(-1, q / r ** 3));
  const angle = (Math.PI + Math.acos(cosine)) / 3;
  return Math.min(1, Math.max(0, 2 * r * Math.cos(angle) - third));
}
