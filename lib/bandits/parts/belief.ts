/** What is believed about the value of an arm: a distribution to draw from, for Thompson sampling. */
import type { Density } from '../../math/distributions/chances-of-best';
import { incompleteBeta } from '../../math/distributions/incomplete-beta';
import { logGamma, stirlingError } from '../../math/distributions/log-gamma';
import { normalAbove } from '../../math/distributions/normal';
import { tTwoSided } from '../../math/distributions/student-t';
import type { RandomState } from '../../math/random/random-state';

export interface Belief extends Density {
  draw(random: RandomState): number;
}

/** A normal distribution has less than 1e-16 of its mass beyond this many standard deviations. */
const NORMAL_REACH = 8.3;
/** e^−37 is below 1e-16. */
const LOG_REACH = 37;
/** The share of a t distribution's tails that is cut off. */
const T_CUT = 1e-13;

/**
 * A normal distribution. A deviation of 0, as of an arm whose context is all zeros, becomes a tiny one: equal arms are
 * then drawn equally often.
 */
export function normalBelief(mean: number, deviation: number): Belief {
  const scale = Math.max(deviation, 1e-7 * Math.abs(mean), 1e-100);
  const height = 1 / (scale * Math.sqrt(2 * Math.PI));
  return {
    center: mean,
    scale,
    low: mean - NORMAL_REACH * scale,
    high: mean + NORMAL_REACH * scale,
    density: (x) => height * Math.exp(-(((x - mean) / scale) ** 2) / 2),
    below: (x) => normalAbove((mean - x) / scale),
    draw: (random) => random.normal(mean, scale),
  };
}

/**
 * The logit, ln(θ / (1 − θ)), of a θ with a beta distribution. It has one peak and light tails for all parameters, which
 * a beta distribution with parameters below 1 hasn't; and the largest logit is that of the largest θ.
 */
export function logitBetaBelief(a: number, b: number): Belief {
  const center = Math.log(a / b);
  const scale = Math.sqrt(1 / a + 1 / b);
  const height =
    Math.exp(stirlingError(a + b) - stirlingError(a) - stirlingError(b)) / (scale * Math.sqrt(2 * Math.PI));
  const logRaw = (z: number) => {
    const t = Math.log1p(Math.exp(-Math.abs(z)));
    return a * (Math.min(z, 0) - t) - b * (Math.max(z, 0) + t);
  };
  const peak = logRaw(center);
  const reach = (side: -1 | 1) => {
    let distance = 4 * scale;
    while (peak - logRaw(center + side * distance) < LOG_REACH) distance *= 1.2;
    return center + side * distance;
  };
  return {
    center,
    scale,
    low: reach(-1),
    high: reach(1),
    density: (z) => height * Math.exp(logRaw(z) - peak),
    below: (z) => incompleteBeta(a, b, 1 / (1 + Math.exp(-z)), 1 / (1 + Math.exp(z))).below,
    draw: (random) => Math.log(random.gamma(a) / random.gamma(b)),
  };
}

/** Student's t distribution with a location and a scale. */
export function tBelief(mean: number, scale: number, df: number): Belief {
  const logFront = logGamma((df + 1) / 2) - logGamma(df / 2) - Math.log(df * Math.PI) / 2 - Math.log(scale);
  let reach = NORMAL_REACH;
  while (tTwoSided(reach, df) > T_CUT) reach *= 1.5;
  return {
    center: mean,
    scale,
    low: mean - reach * scale,
    high: mean + reach * scale,
    density: (x) => Math.exp(logFront - ((df + 1) / 2) * Math.log1p(((x - mean) / scale) ** 2 / df)),
    below: (x) => {
      const tail = tTwoSided((x - mean) / scale, df) / 2;
      return x < mean ? tail : 1 - tail;
    },
    draw: (random) => mean + (scale * random.normal()) / Math.sqrt(random.gamma(df / 2) / (df / 2)),
  };
}
