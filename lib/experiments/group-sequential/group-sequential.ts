/** Bounds for an experiment with a few planned looks: stop at the first |z| that reaches its bound. Two-sided. */
import { checkArgument, checkOptions, FUNCTION, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { checkAlpha } from '../../math/distributions/confidence';
import { normalQuantile } from '../../math/distributions/normal';
import { rootBetween } from '../../math/root-between';
import type { Spending } from './alpha-spending';
import { CrossingProbability } from './crossing-probability';

/**
 * Pocock's bounds: the same for each of `looks` equally spaced looks. Easy to stop early, hard at the end.
 *
 * Source: S. Pocock, Biometrika 64 (1977).
 *
 * @throws OptionError for a number of looks that isn't whole and positive, or a bad alpha
 * @example
 * pocockBounds(5); // five times 2.413
 */
export function pocockBounds(looks: number, alpha = 0.05): number[] {
  return scaledBounds('pocockBounds', looks, alpha, (constant) => constant);
}

/**
 * O'Brien and Fleming's bounds: constant · √(looks / look). Hard to stop early, almost as easy at the end as with one
 * look, which is why they are the usual choice.
 *
 * Source: P. O'Brien, T. Fleming, Biometrics 35 (1979).
 *
 * @throws OptionError for a number of looks that isn't whole and positive, or a bad alpha
 * @example
 * obrienFlemingBounds(5); // 4.562, 3.226, 2.634, 2.281, 2.040
 */
export function obrienFlemingBounds(looks: number, alpha = 0.05): number[] {
  return scaledBounds('obrienFlemingBounds', looks, alpha, (constant, t) => constant / Math.sqrt(t));
}

/**
 * Bounds by alpha spending, for looks at any times: each look uses up what the function allows by then and no more.
 *
 * Source: K. Lan, D. DeMets, "Discrete Sequential Boundaries for Clinical Trials", Biometrika 70 (1983).
 *
 * @param information the share of the planned users at each look, rising, above 0 and at most 1
 * @throws OptionError for information that doesn't rise, or a bad alpha
 * @example
 * spendingBounds([0.1, 0.35, 0.7, 1], obrienFlemingSpending); // 6.991, 3.613, 2.441, 2.000
 */
export function spendingBounds(information: readonly number[], spending: Spending, alpha = 0.05): number[] {
  checkAlpha('spendingBounds', alpha);
  checkInformation('spendingBounds', information);
  checkArgument('spendingBounds', 'spending', spending, FUNCTION);
  const looks = new CrossingProbability();
  let spent = 0;
  return information.map((t) => {
    const allowed = spending(t, alpha) - spent;
    spent += allowed;
    if (!(allowed > 0))
      throw new OptionError(`spendingBounds: spending must rise, got ${allowed} more at ${t}`);
    // In logarithms, because a first look may spend a millionth of alpha.
    const bound = rootBetween((z) => Math.log(looks.chance(t, z) / allowed), 1e-6, 12);
    looks.cross(t, bound);
    return bound;
  });
}

/** The chance of a false alarm by each look. */
export function spentAt(information: readonly number[], bounds: readonly number[], drift = 0): number[] {
  checkInformation('spentAt', information);
  checkArgument('spentAt', 'bounds', bounds, LIST);
  if (bounds.length !== information.length) {
    throw new OptionError(
      `spentAt: bounds must be ${information.length} numbers, one per look, got ${bounds.length}`,
    );
  }
  const looks = new CrossingProbability(drift);
  let sum = 0;
  return information.map((t, look) => {
    sum += looks.cross(t, bounds[look]);
    return sum;
  });
}

/**
 * The chance of a false alarm of someone who looks several times with a bound for one look: 5% becomes 14% at 5 looks and
 * 37% at 100. Cost: grows with looks^2.5; 100 looks take half a second.
 *
 * @throws OptionError for a number of looks that isn't whole and positive
 * @example
 * peekingError(5); // 0.1417
 */
export function peekingError(looks: number, bound = 1.959963984540054): number {
  return spentAt(equalLooks('peekingError', looks), new Array<number>(looks).fill(bound)).at(-1)!;
}

/** What a sequential design costs and saves against one look. */
export interface DesignCost {
  /** Users at the last look, relative to one look with the same power. */
  readonly inflation: number;
  /** Users on average if the effect is as planned, relative to those at the last look. */
  readonly expectedShare: number;
}

/**
 * What the bounds cost: the users at the last look, relative to a test with one, and how many of them are needed on
 * average.
 *
 * @param given the power, default 0.9, and the alpha of the bounds, default 0.05
 * @throws OptionError for lists of different lengths, or information that doesn't rise
 * @example
 * designCost([0.2, 0.4, 0.6, 0.8, 1], pocockBounds(5)); // { inflation: 1.206, expectedShare: 0.568 }
 */
export function designCost(
  information: readonly number[],
  bounds: readonly number[],
  options: { readonly power?: number; readonly alpha?: number } = {},
): DesignCost {
  checkInformation('designCost', information);
  checkArgument('designCost', 'bounds', bounds, LIST);
  checkOptions('designCost', options, { power: 0.9, alpha: 0.05 });
  const { power = 0.9, alpha = 0.05 } = options;
  const fixed = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  const drift = rootBetween((theta) => spentAt(information, bounds, theta).at(-1)! - power, 0, 4 * fixed);
  const crossed = spentAt(information, bounds, drift);
  // Each stretch of information is needed unless a bound was crossed before it.
  const expectedShare = information.reduce(
    (sum, t, look) => sum + (t - (information[look - 1] ?? 0)) * (1 - (crossed[look - 1] ?? 0)),
    0,
  );
  return { inflation: (drift / fixed) ** 2, expectedShare: expectedShare / information.at(-1)! };
}

/** Bounds of one shape whose constant makes the chance of a false alarm alpha. */
function scaledBounds(
  owner: string,
  looks: number,
  alpha: number,
  shape: (constant: number, t: number) => number,
): number[] {
  checkAlpha(owner, alpha);
  const information = equalLooks(owner, looks);
  const bounds = (constant: number) => information.map((t) => shape(constant, t));
  const single = normalQuantile(1 - alpha / 2);
  if (looks === 1) return [single];
  const constant = rootBetween(
    (z) => spentAt(information, bounds(z)).at(-1)! - alpha,
    single,
    normalQuantile(1 - alpha / 2 / looks) + 1e-6, // Bonferroni is always wide enough
  );
  return bounds(constant);
}

function equalLooks(owner: string, looks: number): number[] {
  if (!Number.isSafeInteger(looks) || looks < 1) {
    throw new OptionError(`${owner}: looks must be a positive whole number, got ${looks}`);
  }
  return Array.from({ length: looks }, (_, look) => (look + 1) / looks);
}

function checkInformation(owner: string, information: readonly number[]): void {
  checkArgument(owner, 'information', information, LIST);
  const rises = information.every((t, look) => t > (information[look - 1] ?? 0) && t <= 1);
  if (information.length === 0 || !rises) {
    throw new OptionError(`${owner}: information must rise from above 0 to at most 1, got [${information}]`);
  }
}
