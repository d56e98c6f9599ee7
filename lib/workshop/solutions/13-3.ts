import type { SolutionOf } from '../exercise-spec';
import type { kCoreOfRows } from '../exercises/13-3-k-core';

/** A row that goes takes support from its user and its item, so the count starts again until nothing goes. */
export const answer: SolutionOf<typeof kCoreOfRows> = () => {
  type Row = { readonly user: string; readonly item: string };
  const kCore = (rows: readonly Row[], k: number): readonly Row[] => {
    const [users, items] = [new Map<string, number>(), new Map<string, number>()];
    for (const { user, item } of rows) {
      users.set(user, (users.get(user) ?? 0) + 1);
      items.set(item, (items.get(item) ?? 0) + 1);
    }
    const left = rows.filter(({ user, item }) => users.get(user)! >= k && items.get(item)! >= k);
    return left.length === rows.length ? left : kCore(left, k);
  };
  return kCore;
};
