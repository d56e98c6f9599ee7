import { OptionError } from '../../core/errors';
import { normalAbove, normalDensity } from '../../math/distributions/normal';

/** Points per standard deviation of the step between two looks. */
const FINE = 12;
/** Beyond this many standard deviations a step has no weight: e^(−40) = 4e-18. */
const FAR = 9;

/** The scores S of the experiments that go on after a look: the density at equally spaced points, with Simpson's weights. */
interface Continuing {
  readonly information: number;
  readonly points: Float64Array;
  readonly weighted: Float64Array;
}

/**
 * The chance that an experiment crosses its bounds at each of several looks. The score S(t) is a Brownian motion with
 * drift θ; a look at information t crosses if |S / √t| ≥ bound. The density of the scores that go on is carried from look
 * to look by Simpson's rule. About 9 digits. Cost: O(points²) per look; a few milliseconds for five looks.
 *
 * Source: P. Armitage, C. McPherson, B. Rowe, JRSS A 132 (1969); C. Jennison, B. Turnbull, Group Sequential Methods,
 * 1999, chapter 19.
 *
 * @example
 * const looks = new CrossingProbability();
 * looks.cross(0.5, 1.96); // 0.05: the first look
 * looks.cross(1, 1.96);   // 0.033 more
 */
export class CrossingProbability {
  #continuing: Continuing | undefined;

  /** @param drift θ: the expected z at information 1 */
  constructor(readonly drift = 0) {}

  /** The chance of crossing first at this look, on either side, without going on to it. */
  chance(information: number, bound: number): number {
    this.#check(information, bound);
    const edge = bound * Math.sqrt(information);
    const before = this.#continuing;
    if (!before) return outside(edge, this.drift * information, Math.sqrt(information));
    const step = information - before.information;
    const sd = Math.sqrt(step);
    let sum = 0;
    for (const [i, point] of before.points.entries()) {
      sum += before.weighted[i] * outside(edge, point + this.drift * step, sd);
    }
    return sum;
  }

  /** The same, and goes on with the experiments that didn't cross. */
  cross(information: number, bound: number): number {
    const chance = this.chance(information, bound);
    const before = this.#continuing;
    const edge = bound * Math.sqrt(information);
    const step = information - (before?.information ?? 0);
    const sd = Math.sqrt(step);
    const panels = 2 * Math.max(4, Math.ceil((edge / sd) * FINE));
    const width = (2 * edge) / panels;
    const points = Float64Array.from({ length: panels + 1 }, (_, i) => i * width - edge);
    const weighted = points.map((point, i) => {
      const simpson = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2;
      return (simpson * width * this.#density(before, point, step, sd)) / 3;
    });
    this.#continuing = { information, points, weighted };
    return chance;
  }

  #density(before: Continuing | undefined, point: number, step: number, sd: number): number {
    const start = point - this.drift * step;
    if (!before) return normalDensity(start / sd) / sd;
    let sum = 0;
    for (let i = 0; i < before.points.length; i++) {
      const z = (start - before.points[i]) / sd;
      if (z < FAR && z > -FAR) sum += before.weighted[i] * normalDensity(z);
    }
    return sum / sd;
  }

  #check(information: number, bound: number): void {
    const before = this.#continuing?.information ?? 0;
    if (!(information > before && information < Infinity)) {
      throw new OptionError(
        `CrossingProbability: information must be a number above ${before}, got ${information}`,
      );
    }
    if (!(bound > 0 && bound < Infinity)) {
      throw new OptionError(`CrossingProbability: bound must be a number above 0, got ${bound}`);
    }
  }
}

/** P(|X| > edge) for X ~ N(mean, sd²). */
function outside(edge: number, mean: number, sd: number): number {
  return normalAbove((edge - mean) / sd) + normalAbove((edge + mean) / sd);
}
