/**
 * Evaluation: splits, rating prediction errors with intervals, new users. `rankings.ts` measures top-N lists.
 */

// New users: what each answer to an onboarding question gains.
export { evaluateOnboarding } from './cold-start/evaluate-onboarding';
export { onboardingRows } from './cold-start/onboarding-rows';
// Is one model better than another? Intervals over users.
export {
  bootstrapInterval,
  type Interval,
  type PairedBootstrap,
  pairedBootstrap,
} from './intervals/bootstrap';
// The models that do best on MovieLens 100K, with their options.
export { BEST_BLEND, BEST_FOR_LISTS, BEST_FOR_STARS, EASE_SESSIONS } from './presets/best-models';
export { FIRST_RANKING_MODELS, FIRST_RATING_MODELS } from './presets/first-models';
// Rating prediction: errors, also by number of train ratings.
export { differenceByCount } from './ratings/difference-by-count';
export { errorByCount } from './ratings/error-by-count';
export { type Evaluation, evaluate } from './ratings/evaluate';
// Splits into a train set and a test set.
export { CANONICAL_FOLDS, canonicalFold, canonicalFolds } from './splits/canonical-folds';
export { coldItemFolds, coldItems } from './splits/cold-items';
export { coldUserFolds, coldUsers } from './splits/cold-users';
export { enoughToCompare } from './splits/enough-to-compare';
export { globalTimeCut } from './splits/global-time-cut';
export { inContext } from './splits/in-context';
export { kFold } from './splits/k-fold';
export { leaveLastN } from './splits/leave-last-n';
export { shuffleSplit } from './splits/shuffle-split';
export type { Split } from './splits/split';
export { stratifiedSplit } from './splits/stratified-split';
export { trainTestSplit } from './splits/train-test-split';
