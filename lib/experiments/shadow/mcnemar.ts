import { checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { signTest } from '../../math/distributions/binomial';
import { chiSquareAbove } from '../../math/distributions/chi-square';

/** Requests where only one of two models was right. */
export interface Disagreements {
  /** The live model was right, the shadow wrong. */
  readonly onlyLive: number;
  /** The shadow was right, the live model wrong. */
  readonly onlyShadow: number;
}

/**
 * McNemar's test of two models on the same requests: only those where one was right and the other wrong count. The exact
 * p-value is a sign test; the other is from the chi-square distribution, (b − c)² / (b + c), without a continuity
 * correction. Both are 1 without disagreements. Cost: O(disagreements).
 *
 * Source: Q. McNemar, Psychometrika 12 (1947).
 *
 * @throws OptionError for counts that aren't whole numbers of at least 0
 * @example
 * mcnemar({ onlyLive: 12, onlyShadow: 25 }); // { exactP: 0.047, chiSquareP: 0.0326 }
 */
export function mcnemar(counts: Disagreements): {
  readonly exactP: number;
  readonly chiSquareP: number;
} {
  withRequired('mcnemar', counts, 'onlyLive', 'onlyShadow');
  checkOptions('mcnemar', counts, { onlyLive: 12, onlyShadow: 25 });
  const { onlyLive, onlyShadow } = counts;
  for (const [name, count] of Object.entries({ onlyLive, onlyShadow })) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new OptionError(`mcnemar: ${name} must be a whole number of at least 0, got ${count}`);
    }
  }
  const all = onlyLive + onlyShadow;
  if (all === 0) return { exactP: 1, chiSquareP: 1 };
  const exactP = signTest(onlyLive, all);
  return { exactP, chiSquareP: chiSquareAbove((onlyLive - onlyShadow) ** 2 / all, 1) };
}
