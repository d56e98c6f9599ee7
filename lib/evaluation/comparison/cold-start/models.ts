/** The models of the cold start tables. */

import type { MemberSpec } from '../../../models/hybrids/parts/hybrid-model';
import type { LabeledModel } from '../../presets/tutorial-models';

/** The tutorial's model for ratings. */
export const SVD: LabeledModel = { label: 'SVD', model: 'SVD', options: { seed: 0 } };
export const ALS: LabeledModel = { label: 'ALS', model: 'ALS', options: { epochs: 20, seed: 0 } };
export const KNN: LabeledModel = {
  label: 'KNNBaseline between films',
  model: 'KNNBaseline',
  options: { similarity: 'pearson_baseline', userBased: false },
};
/** `best` in the ranking table. */
export const EASE: LabeledModel = {
  label: 'EASE',
  model: 'EASE',
  options: { positiveFrom: null, weights: 'graded', reg: 250 },
};
/** What the tutorial calls content. */
export const ITEM_MEAN: LabeledModel = {
  label: 'mean of the film',
  model: 'MeanRating',
  options: { of: 'item', damping: 0 },
};
export const CONTENT: LabeledModel = { label: 'ContentRidge', model: 'ContentRidge' };
export const PROFILE: LabeledModel = { label: 'ContentProfile', model: 'ContentProfile' };
export const FEATURES: LabeledModel = {
  label: 'FeatureFactors',
  model: 'FeatureFactors',
  options: { seed: 0 },
};
export const STACKED: LabeledModel = {
  label: 'stacked: FeatureFactors, KNN, content',
  model: 'StackedHybrid',
  options: { members: [FEATURES, KNN, CONTENT].map(memberOf) },
};

/** A model as a member of a hybrid. */
export function memberOf({ model, options }: LabeledModel): MemberSpec {
  return options ? { model, options } : { model };
}
