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
export class NormalBelief implements Belief {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
  readonly #height: number;

  constructor(
    readonly center: number,
    deviation: number,
  ) {
    this.scale = Math.max(deviation, 1e-7 * Math.abs(center), 1e-100);
    this.low = center - NORMAL_REACH * this.scale;
    this.high = center + NORMAL_REACH * this.scale;
    this.#height = 1 / (this.scale * Math.sqrt(2 * Math.PI));
  }

  density(x: number): number {
    return this.#height * Math.exp(-(((x - this.center) / this.scale) ** 2) / 2);
  }

  below(x: number): number {
    return normalAbove((this.center - x) / this.scale);
  }

  draw(random: RandomState): number {
    return random.normal(this.center, this.scale);
  }
}

/**
 * The logit, ln(θ / (1 − θ)), of a θ with the distribution Beta(a, b). It has one peak and light tails for all a and b,
 * which θ hasn't if a or b is below 1; and the largest logit is that of the largest θ.
 */
export class LogitBetaBelief implements Belief {
  readonly center: number;
  readonly scale: number;
  readonly low: number;
  readonly high: number;
  readonly #height: number;
  /** ln(θᵃ (1 − θ)ᵇ) at the center. */
  readonly #peak: number;

  constructor(
    readonly a: number,
    readonly b: number,
  ) {
    this.center = Math.log(a / b);
    this.scale = Math.sqrt(1 / a + 1 / b);
    const exponent = stirlingError(a + b) - stirlingError(a) - stirlingError(b);
    this.#height = Math.exp(exponent) / (this.scale * Math.sqrt(2 * Math.PI));
    this.#peak = this.#logPower(this.center);
    this.low = this.#reach(-1);
    this.high = this.#reach(1);
  }

  density(z: number): number {
    return this.#height * Math.exp(this.#logPower(z) - this.#peak);
  }

  below(z: number): number {
    return incompleteBeta(this.a, this.b, 1 / (1 + Math.exp(-z)), 1 / (1 + Math.exp(z))).below;
  }

  draw(random: RandomState): number {
    return Math.log(random.gamma(this.a) / random.gamma(this.b));
  }

  #logPower(z: number): number {
    const t = Math.log1p(Math.exp(-Math.abs(z)));
    return this.a * (Math.min(z, 0) - t) - this.b * (Math.max(z, 0) + t);
  }

  #reach(side: -1 | 1): number {
    let distance = 4 * this.scale;
    while (this.#peak - this.#logPower(this.center + side * distance) < LOG_REACH) distance *= 1.2;
    return this.center + side * distance;
  }
}

/** Student's t distribution with a location and a scale. */
export class TBelief implements Belief {
  readonly low: number;
  readonly high: number;
  readonly #logHeight: number;

  constructor(
    readonly center: number,
    readonly scale: number,
    readonly df: number,
  ) {
    this.#logHeight =
      logGamma((df + 1) / 2) - logGamma(df / 2) - Math.log(df * Math.PI) / 2 - Math.log(scale);
    let reach = NORMAL_REACH;
    while (tTwoSided(reach, df) > T_CUT) reach *= 1.5;
    this.low = center - reach * scale;
    this.high = center + reach * scale;
  }

  density(x: number): number {
    const t = (x - this.center) / this.scale;
    return Math.exp(this.#logHeight - ((this.df + 1) / 2) * Math.log1p((t * t) / this.df));
  }

  below(x: number): number {
    const tail = tTwoSided((x - this.center) / this.scale, this.df) / 2;
    return x < this.center ? tail : 1 - tail;
  }

  draw(random: RandomState): number {
    const spread = Math.sqrt(random.gamma(this.df / 2) / (this.df / 2));
    return this.center + (this.scale * random.normal()) / spread;
  }
}
