/** Counterfactuals in words. */
import { called, checkArgument, objectWith } from '../core/arguments';
import type { Counterfactual } from './counterfactuals';
import { stars, TITLE_OF, type TitleOf } from './explanation-in-words';

const COUNTERFACTUAL = called(
  'one of the results of counterfactuals',
  objectWith('without', 'rating', 'rank', 'before'),
);

/**
 * `Without your 5 for Star Wars (1977), it would rank 34th instead of 2nd.`
 * @param ranked as it was for `counterfactuals`
 */
export function counterfactualInWords(
  counterfactual: Counterfactual,
  titleOf: TitleOf,
  ranked = Number.POSITIVE_INFINITY,
): string {
  checkArgument('counterfactualInWords', 'counterfactual', counterfactual, COUNTERFACTUAL);
  checkArgument('counterfactualInWords', 'titleOf', titleOf, TITLE_OF);
  const { without, rating, rank, before } = counterfactual;
  const place = (of: number) => (of === Number.POSITIVE_INFINITY ? `below ${ordinal(ranked)}` : ordinal(of));
  const what = `your ${stars(rating)} for ${titleOf(without)}`;
  if (Number.isNaN(rank)) return `Without ${what}, it would have no score.`;
  if (rank === before.rank) return `Even without ${what}, it would rank ${place(rank)}.`;
  return `Without ${what}, it would rank ${place(rank)} instead of ${place(before.rank)}.`;
}

const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const rules = new Intl.PluralRules('en', { type: 'ordinal' });

/** `1st`, `2nd`, `11th`. */
function ordinal(rank: number): string {
  return `${rank}${ENDINGS[rules.select(rank)]}`;
}
