import type { CreditedView } from './evidence';

/** What a user did, in the arm in which they were seen first. */
export interface UserSum {
  readonly arm: string;
  views: number;
  /** Clicks on credited items. */
  clicks: number;
  /** Credited items. */
  items: number;
}

/** Sums views up by user. Cost: O(views · places). */
export function userSums(log: Iterable<CreditedView>): Map<string, UserSum> {
  const sums = new Map<string, UserSum>();
  for (const { user, arm, credited, clicks } of log) {
    const sum = sums.get(user) ?? { arm, views: 0, clicks: 0, items: 0 };
    sum.views++;
    sum.items += credited.length;
    for (const item of clicks) if (credited.includes(item)) sum.clicks++;
    sums.set(user, sum);
  }
  return sums;
}

/** The two arms of a list of things. */
export function byArm<Thing extends { readonly arm: string }>(
  things: Iterable<Thing>,
): { treatment: Thing[]; control: Thing[] } {
  const all = [...things];
  return {
    treatment: all.filter(({ arm }) => arm === 'treatment'),
    control: all.filter(({ arm }) => arm === 'control'),
  };
}
