import { OptionError } from '../../core/errors';
import { gaussLegendre } from '../gauss-legendre';

/** A continuous distribution with one peak. */
export interface Density {
  /** Where the peak is. */
  readonly center: number;
  /** How wide the peak is, above 0: about the standard deviation. */
  readonly scale: number;
  /** Practically all of the mass is between low and high. */
  readonly low: number;
  readonly high: number;
  /** The density f(x). */
  density(x: number): number;
  /** F(x) = P(X < x). */
  below(x: number): number;
}

const { nodes, weights, upTo } = gaussLegendre(12);
const COUNT = nodes.length;

/**
 * How likely each of several independent variables is to be the largest:
 *
 *     P(X_k is the largest) = ∫ f_k(x) ∏_{j≠k} F_j(x) dx.
 *
 * Panels of 12 Gauss-Legendre nodes run from where all F_j have begun to where the last ends, each about as wide as the
 * narrowest peak that still matters there. The densities at the nodes give the F_j, too: by integration, panel after
 * panel. The absolute error is below 1e-9, mostly about 1e-12.
 *
 * Cost: O(variables · nodes). Variables with equal scales need some 200 nodes; normal ones whose scales differ by a
 * factor r need O(log r) more, however many there are, because where narrow ones matter is near the left end.
 *
 * @param variables at least one
 * @throws OptionError if one has a low, center or high that isn't finite, or a scale that isn't above 0
 */
export function chancesOfBest(variables: readonly Density[]): Float64Array {
  const chances = new Float64Array(variables.length);
  for (const { low, high, center, scale } of variables) {
    if (!(Number.isFinite(low) && Number.isFinite(high) && Number.isFinite(center))) {
      throw new OptionError(
        `chancesOfBest: low, center and high must be finite numbers, got ${low}, ${center} and ${high}`,
      );
    }
    if (!(scale > 0)) throw new OptionError(`chancesOfBest: scale must be a number above 0, got ${scale}`);
  }
  let x = startOf(variables);
  // Those that end first come last, so that the ones that still matter are always the first few.
  const order = [...variables.keys()].filter((k) => variables[k].high > x);
  order.sort((a, b) => variables[b].high - variables[a].high);
  if (order.length === 1) {
    chances[order[0]] = 1;
    return chances;
  }
  const racers = order.map((k) => variables[k]);
  const below = Float64Array.from(racers, (variable) => variable.below(x));
  const sums = new Float64Array(racers.length);
  const panel = new Panel(racers.length);
  let left = racers.length;
  while (left > 1) {
    const width = panelWidth(racers, left, x);
    panel.add(racers, left, { x, width, below, sums });
    x += width;
    while (left > 0 && racers[left - 1].high <= x) left--;
  }
  if (left === 1) sums[0] += 1 - below[0]; // nobody else is left: the rest is its own
  for (const [place, k] of order.entries()) chances[k] = Math.min(1, sums[place]);
  return chances;
}

/** How many variables, those with the highest centers, decide where the integration starts. */
const LEADERS = 64;

/**
 * The largest value is hardly ever below this: some variable has no mass there, or, where there are many, it is unlikely
 * that none of the leaders is above.
 */
function startOf(variables: readonly Density[]): number {
  let low = variables.reduce((start, variable) => Math.max(start, variable.low), -Infinity);
  if (variables.length < LEADERS) return low;
  const leaders = [...variables].sort((a, b) => b.center - a.center).slice(0, LEADERS);
  let high = leaders[0].center;
  for (let step = 0; step < 12 && low < high; step++) {
    const middle = (low + high) / 2;
    if (leaders.reduce((product, leader) => product * leader.below(middle), 1) < 1e-16) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Far from its peak, a density is smooth on a scale that grows with the distance. Wide enough for x to grow, even where a
 * peak is too narrow for the digits of a number.
 */
function panelWidth(racers: readonly Density[], left: number, x: number): number {
  let width = Infinity;
  for (let k = 0; k < left; k++) {
    width = Math.min(width, Math.max(racers[k].scale, Math.abs(x - racers[k].center) / 3) * 1.4);
  }
  return Math.max(width, 1e-13 * Math.abs(x));
}

interface Place {
  /** The left end. */
  readonly x: number;
  readonly width: number;
  /** F at the left end, by variable; becomes F at the right end. */
  readonly below: Float64Array;
  /** The chances so far; this panel's are added. */
  readonly sums: Float64Array;
}

/** The integrals over one panel after the other, in the same memory. */
class Panel {
  /** f and F at the nodes: [variable, node]. */
  readonly #f: Float64Array;
  readonly #F: Float64Array;
  /** Products of the F of all earlier variables. */
  readonly #before: Float64Array;

  constructor(variables: number) {
    this.#f = new Float64Array(COUNT * variables);
    this.#F = new Float64Array(COUNT * variables);
    this.#before = new Float64Array(variables);
  }

  add(racers: readonly Density[], left: number, { x, width, below, sums }: Place): void {
    const [f, F, before, half] = [this.#f, this.#F, this.#before, width / 2];
    for (let k = 0; k < left; k++) {
      for (let i = 0; i < COUNT; i++) f[k * COUNT + i] = racers[k].density(x + half * (1 + nodes[i]));
      below[k] = integrals(f, F, k * COUNT, half, below[k]);
    }
    for (let i = 0; i < COUNT; i++) {
      let product = half * weights[i];
      for (let k = 0, at = i; k < left; k++, at += COUNT) {
        before[k] = product;
        product *= F[at];
      }
      product = 1;
      for (let k = left - 1, at = k * COUNT + i; k >= 0; k--, at -= COUNT) {
        sums[k] += f[at] * before[k] * product;
        product *= F[at];
      }
    }
  }
}

/** Fills in F at the nodes from f, both from position `at` on; F at the right end of the panel. */
function integrals(f: Float64Array, F: Float64Array, at: number, half: number, start: number): number {
  let total = 0;
  for (let i = 0; i < COUNT; i++) {
    let sum = 0;
    for (let j = 0; j < COUNT; j++) sum += upTo[i * COUNT + j] * f[at + j];
    F[at + i] = Math.min(1, Math.max(0, start + half * sum));
    total += weights[i] * f[at + i];
  }
  return Math.min(1, start + half * total);
}
