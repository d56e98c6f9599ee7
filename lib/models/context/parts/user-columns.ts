/** The columns of a user's features other than the id: rated items, and what is known about the user. */
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { Interactions } from '../../../data/table/interactions';
import type { Term } from '../../../recommender/explanation';
import type { VisitorProfile } from '../../../recommender/visitor';
import { type DesignOptions, unitRow } from './feature-blocks';

/** A column of `otherFactors` in the model's state, its x, and what it is. */
export interface UserColumn {
  readonly column: number;
  readonly x: number;
  readonly is: Omit<Term, 'value'>;
}

/** Of a visitor: the rated items, if there are side sums, and the features of a user of the train set. */
export function visitorColumns(
  { items: ids, itemCount, userFeatures }: Interactions,
  { ratedPairs, features }: Pick<DesignOptions, 'ratedPairs' | 'features'>,
  { items, ratings, user }: Pick<VisitorProfile, 'items' | 'ratings' | 'user'>,
): UserColumn[] {
  const columns: UserColumn[] = [];
  for (let n = 0; ratedPairs && n < items.length; n++) {
    const item = ids.idOf(items[n] as ItemIndex);
    const is = { kind: 'rating', item, rating: ratings[n] } as const;
    columns.push({ column: items[n], x: 1 / Math.sqrt(items.length), is });
  }
  if (user === undefined || !userFeatures || !features) return columns;
  const first = ratedPairs ? itemCount : 0;
  for (const [column, x] of unitRow(userFeatures, user)) {
    columns.push({ column: first + column, x, is: { kind: 'taste', feature: userFeatures.names[column] } });
  }
  return columns;
}

/** Of a user of the train set. */
export function userColumns(
  train: Interactions,
  options: Pick<DesignOptions, 'ratedPairs' | 'features'>,
  user: UserIndex,
): UserColumn[] {
  const rows = train.rowsOfUser(user);
  const items = Int32Array.from(rows, (row) => train.itemColumn[row]);
  const ratings = Float32Array.from(rows, (row) => train.ratingColumn[row]);
  return visitorColumns(train, options, { items, ratings, user });
}
