import { checkArgument, ITERABLE, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type RatioMetric, ratioMetric } from '../means/ratio-metric';
import type { Impression } from './impression';

/**
 * Click-through rate corrected for position: clicks per look instead of clicks per impression, with the user as the unit,
 *
 *     Σ clicks / Σ looks at the place.
 *
 * An item at a place that few look at isn't blamed for it. The result estimates the appeal of what was shown if places
 * are looked at whatever is on them (the position-based click model), and 1 is a click at each look. Also known as clicks
 * over expected clicks, COEC. Cost: O(impressions).
 *
 * Source: V. Zhang, R. Jones, "Comparing Click Logs and Editorial Labels for Training Query Rewriting", WWW 2007.
 *
 * @param looks how likely each place is to be looked at, from the top, relative to each other: see `lookRates`
 * @returns `Moments` for `welchFromMoments` and `alwaysValidDifference`; its naive error and design effect don't apply
 * @throws OptionError for a place without a look, looks that aren't above 0, or fewer than two users
 * @example
 * const lists = [
 *   { user: 'ann', items: ['a', 'b'], clicks: ['b'] },
 *   { user: 'ben', items: ['b', 'a'], clicks: [] },
 * ];
 * positionCorrectedCtr(impressionsOf(lists), [1, 0.5]).mean; // 1 click for 3 looks
 */
export function positionCorrectedCtr(
  impressions: Iterable<Impression>,
  looks: readonly number[],
): RatioMetric {
  checkArgument('positionCorrectedCtr', 'impressions', impressions, ITERABLE);
  checkArgument('positionCorrectedCtr', 'looks', looks, LIST);
  const bad = looks.find((look) => !(look > 0 && look < Infinity));
  if (bad !== undefined) {
    throw new OptionError(`positionCorrectedCtr: looks must be numbers above 0, got ${bad}`);
  }
  const users = new Map<string, { clicks: number; looks: number }>();
  for (const { user, place, clicked } of impressions) {
    const look = looks[place];
    if (look === undefined) {
      throw new OptionError(
        `positionCorrectedCtr: looks must have a number for each place, got ${looks.length} and place ${place}`,
      );
    }
    const sums = users.get(user) ?? { clicks: 0, looks: 0 };
    sums.clicks += clicked ? 1 : 0;
    sums.looks += look;
    users.set(user, sums);
  }
  const all = [...users.values()];
  return ratioMetric(
    all.map(({ clicks }) => clicks),
    all.map((sums) => sums.looks),
  );
}
