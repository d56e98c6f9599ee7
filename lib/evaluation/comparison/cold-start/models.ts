/** The models of the cold start tables. */

import type { MemberSpec } from '../../../models/hybrids/parts/member-spec';
import { BEST_FOR_LISTS, BEST_FOR_STARS } from '../../presets/best-models';
import { type LabeledModel, labeledModel, rowNamed } from '../../presets/labeled-model';
import { TUTORIAL_MODELS } from '../../presets/tutorial-models';

/** The tutorial's model for ratings. */
export const SVD: LabeledModel = rowNamed('SVD', TUTORIAL_MODELS);
export const ALS: LabeledModel = { ...BEST_FOR_STARS, label: 'ALS' };
export const KNN: LabeledModel = {
  ...rowNamed('KNNBaseline item pearson_baseline', TUTORIAL_MODELS),
  label: 'KNNBaseline between films',
};
export const EASE: LabeledModel = { ...BEST_FOR_LISTS, label: 'EASE' };
/** What the tutorial calls content. */
export const ITEM_MEAN = labeledModel('mean of the film', 'MeanRating', { of: 'item', damping: 0 });
export const CONTENT = labeledModel('ContentRidge', 'ContentRidge');
export const PROFILE = labeledModel('ContentProfile', 'ContentProfile');
export const FEATURES = labeledModel('FeatureFactors', 'FeatureFactors', { seed: 0 });
export const STACKED = labeledModel('stacked: FeatureFactors, KNN, content', 'StackedHybrid', {
  members: [FEATURES, KNN, CONTENT].map(memberOf),
});

/** A model as a member of a hybrid. */
export function memberOf({ model, options }: LabeledModel): MemberSpec {
  return options ? { model, options } : { model };
}
