/** What `npm run compare` can test on. */
import type { Interactions } from '../../data/table/interactions';
import {
  CANONICAL_FOLDS,
  type CanonicalFold,
  canonicalFold,
  canonicalFolds,
} from '../splits/canonical-folds';
import { globalTimeCut } from '../splits/global-time-cut';
import { kFold } from '../splits/k-fold';
import { leaveLastN } from '../splits/leave-last-n';
import type { Split } from '../splits/split';
import { stratifiedSplit } from '../splits/stratified-split';
import { trainTestSplit } from '../splits/train-test-split';

export const SPLITS = ['tutorial', ...CANONICAL_FOLDS, 'u1..u5', 'cv5', 'leave-last-n', 'time', 'microsoft'];

/** The splits with this name, one or several. @param last number of each user's ratings that `leave-last-n` tests */
export function splitsOf(name: string, ratings: Interactions, last: number): Split[] {
  if (name === 'tutorial') return [trainTestSplit(ratings, { testSize: 0.2, seed: 42 })];
  if (name === 'u1..u5') return [...canonicalFolds(ratings)];
  if (name === 'cv5') return [...kFold(ratings, { folds: 5, seed: 42 })];
  if (name === 'leave-last-n') return [leaveLastN(ratings, { n: last })];
  if (name === 'microsoft') return [stratifiedSplit(ratings)];
  if (name === 'time') return [globalTimeCut(ratings)];
  return [canonicalFold(ratings, name as CanonicalFold)]; // rejects other names
}
