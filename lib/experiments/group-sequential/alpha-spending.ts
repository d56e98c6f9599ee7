/**
 * Spending functions: how much of alpha, the chance of a false alarm, may be used up by information t, from 0 to 1 (the
 * share of the planned users). They rise from 0 to alpha.
 */
import { OptionError } from '../../core/errors';
import { checkAlpha } from '../../math/distributions/confidence';
import { normalAbove, normalQuantile } from '../../math/distributions/normal';

/** The share of alpha that may be spent by information t. */
export type Spending = (t: number, alpha: number) => number;

/**
 * Close to O'Brien and Fleming's bounds: almost nothing early. Each side spends 2 − 2Φ(z_{1−α/4} / √t), as in gsDesign and
 * ldbounds.
 *
 * Source: K. Lan, D. DeMets, Biometrika 70 (1983).
 *
 * @example
 * obrienFlemingSpending(0.2, 0.05); // 0.00000108
 */
export const obrienFlemingSpending: Spending = (t, alpha) => {
  checkInformation('obrienFlemingSpending', t, alpha);
  return t === 0 ? 0 : 4 * normalAbove(normalQuantile(1 - alpha / 4) / Math.sqrt(t));
};

/**
 * The same formula for both sides together: 2 − 2Φ(z_{1−α/2} / √t). Other software means this one; it spends more early.
 *
 * @example
 * obrienFlemingSpendingBothSides(0.2, 0.05); // 0.0000117
 */
export const obrienFlemingSpendingBothSides: Spending = (t, alpha) => {
  checkInformation('obrienFlemingSpendingBothSides', t, alpha);
  return t === 0 ? 0 : 2 * normalAbove(normalQuantile(1 - alpha / 2) / Math.sqrt(t));
};

/**
 * Close to Pocock's bounds: α ln(1 + (e − 1) t).
 *
 * @example
 * pocockSpending(0.2, 0.05); // 0.01477
 */
export const pocockSpending: Spending = (t, alpha) => {
  checkInformation('pocockSpending', t, alpha);
  return alpha * Math.log1p((Math.E - 1) * t);
};

/**
 * The power family of Kim and DeMets: α t^exponent. 1 is near Pocock, 3 near O'Brien and Fleming.
 *
 * Source: K. Kim, D. DeMets, Biometrika 74 (1987).
 *
 * @throws OptionError for an exponent that isn't above 0
 * @example
 * powerSpending(2)(0.2, 0.05); // 0.002
 */
export function powerSpending(exponent: number): Spending {
  if (!(exponent > 0)) {
    throw new OptionError(`powerSpending: exponent must be a number above 0, got ${exponent}`);
  }
  return (t, alpha) => {
    checkInformation('powerSpending', t, alpha);
    return alpha * t ** exponent;
  };
}

function checkInformation(owner: string, t: number, alpha: number): void {
  checkAlpha(owner, alpha);
  if (!(t >= 0 && t <= 1)) throw new OptionError(`${owner}: t must be a number from 0 to 1, got ${t}`);
}
