/** Counterfactuals in words. */
import type { Counterfactual } from './counterfactuals';
import { stars, type TitleOf } from './explanation-in-words';

/** `Without your 5 for Star Wars (1977), it would rank 34th instead of 2nd.` */
export function counterfactualInWords(
  { without, rating, rank, before }: Counterfactual,
  titleOf: TitleOf,
): string {
  const what = `your ${stars(rating)} for ${titleOf(without)}`;
  if (Number.isNaN(rank)) return `Without ${what}, it would have no score.`;
  if (rank === before.rank) return `Even without ${what}, it would rank ${ordinal(rank)}.`;
  return `Without ${what}, it would rank ${ordinal(rank)} instead of ${ordinal(before.rank)}.`;
}

const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const rules = new Intl.PluralRules('en', { type: 'ordinal' });

/** `1st`, `2nd`, `11th`. */
function ordinal(rank: number): string {
  return `${rank}${ENDINGS[rules.select(rank)]}`;
}
