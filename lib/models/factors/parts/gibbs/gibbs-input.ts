/** What the Gibbs sampler learns from: standardized ratings, and side information as groups of features. */
import type { FeatureTable } from '../../../../data/features/feature-table';
import type { Interactions } from '../../../../data/table/interactions';
import type { RowGroups } from '../../../../data/table/row-groups';
import { type CompressedRows, transposed } from '../../../../math/sparse/compressed-rows';
import { ContextEffects } from './context-effects';
import type { GibbsInput } from './gibbs-sampler';
import type { RatingsOfRows } from './gibbs-side';

/** Which side information to use. */
export interface SideInformation {
  /** Which items a user rated, and which users rated an item. */
  readonly ratedPairs: boolean;
  /** The features of the train set's users and items. */
  readonly features: boolean;
  /** Columns whose values have an effect each: the value of each rating. */
  readonly context: readonly ArrayLike<number>[];
}

/** The input, and the mean and standard deviation of the ratings. */
export function gibbsInput(
  train: Interactions,
  factors: number,
  { ratedPairs, features, context }: SideInformation,
): GibbsInput & { readonly center: number; readonly unit: number } {
  const userColumn = train.userColumn.slice();
  const itemColumn = train.itemColumn.slice();
  const ofUsers = ratingsOfRows(train.byUser, itemColumn);
  const ofItems = ratingsOfRows(train.byItem, userColumn);
  const center = train.mean;
  let squares = 0;
  for (let row = 0; row < train.length; row++) squares += (train.ratingColumn[row] - center) ** 2;
  const unit = Math.sqrt(squares / train.length) || 1; // if all ratings are equal, any unit will do
  const [ofUser, ofItem] = [train.userFeatures, train.itemFeatures];
  return {
    y: Float64Array.from(train.ratingColumn, (rating) => (rating - center) / unit),
    userColumn,
    itemColumn,
    ofUsers,
    ofItems,
    userFeatures: [
      // A user's features are the rated items: so the users of each feature are those who rated the item.
      ...(ratedPairs ? [ratedFeatures(ofItems, train.userCounts())] : []),
      ...(features && ofUser ? [byFeature(ofUser)] : []),
    ],
    itemFeatures: [
      ...(ratedPairs ? [ratedFeatures(ofUsers, train.itemCounts())] : []),
      ...(features && ofItem ? [byFeature(ofItem)] : []),
    ],
    factors,
    effects: context.length > 0 ? new ContextEffects(context, train.length) : undefined,
    center,
    unit,
  };
}

function ratingsOfRows({ offsets, rows }: RowGroups, otherColumn: Int32Array): RatingsOfRows {
  return {
    offsets: offsets.slice(),
    rows: rows.slice(),
    others: Int32Array.from(rows, (row) => otherColumn[row]),
  };
}

/** Which pairs were rated, as features with the weight 1/√n, n being the number of ratings of the row. */
function ratedFeatures({ offsets, others }: RatingsOfRows, counts: Int32Array): CompressedRows<Float64Array> {
  const values = Float64Array.from(others, (other) => 1 / Math.sqrt(counts[other]));
  return { columnCount: counts.length, offsets, columns: others, values };
}

function byFeature<Id extends string, Index extends number>({
  columnCount,
  offsets,
  columns,
  values,
}: FeatureTable<Id, Index>): CompressedRows<Float64Array> {
  return transposed({ columnCount, offsets, columns, values: Float64Array.from(values) });
}
