/** How good a new user's predictions and list are after each answer, for an onboarding strategy. */

import { called, checkArgument, checkOptions, type Examples, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { likedFrom, reaches } from '../../core/liked-from';
import { clipToScale } from '../../core/rating-scale';
import { withRequired } from '../../core/with-required';
import { type Asked, ONBOARDING, type Onboarding } from '../../onboarding/ask-in-order';
import { interview } from '../../onboarding/interview';
import type { Model } from '../../recommender/model';
import { MODEL } from '../../recommender/model-kind';
import { topIndices } from '../../recommender/top-items';
import type { VisitorRating } from '../../recommender/visitor';
import { ndcg } from '../ranking/metrics/ndcg';
import type { ColdUsers } from '../splits/cold-users';

/** The parts of `ColdUsers` that are used: the train set, the test set, and the possible answers. */
export interface NewUsers {
  readonly split: Pick<ColdUsers['split'], 'train' | 'test'>;
  readonly answers: ColdUsers['answers'];
}

/** Options of `evaluateOnboarding`. Both models are fitted on the train part of `users` and aren't changed. */
export interface EvaluateOnboardingOptions {
  readonly users: NewUsers;
  readonly onboarding: Onboarding;
  /** Predicts ratings, for RMSE. Must fold in users and rate. */
  readonly rater: Model;
  /** Makes lists, for nDCG. Must fold in users. Default: the rater. */
  readonly ranker?: Model;
  /** Makes the list before the first answer, and whenever the ranker has no scores. */
  readonly unpersonal: Pick<Model, 'scoresOf'>;
  /** When to measure, ascending from 0. Default 0, 1, 2, 3, 5, 8. */
  readonly steps?: readonly number[];
  /** What `steps` counts: `answers` (default), or `questions`, answered or not. */
  readonly by?: 'answers' | 'questions';
  /** Length of the list. Default 10. */
  readonly k?: number;
  /** A test rating of at least this makes an item relevant. Default: `likedFrom` of the scale, 4 for 1 to 5 stars. */
  readonly relevantFrom?: number;
  /** Called after each user; can throw to stop. */
  readonly onProgress?: (done: number, users: number) => void;
}

/** One strategy at one step, by user; each array has an entry per user. */
export interface OnboardingStep {
  readonly strategy: string;
  readonly by: 'answers' | 'questions';
  /** The number of answers or questions wanted. */
  readonly step: number;
  readonly users: readonly UserId[];
  /** The actual numbers: a user may have fewer answers than wanted. Int32. */
  readonly questions: Int32Array;
  readonly answers: Int32Array;
  /** Σ (r − r̂)² over the user's test ratings, clipped, and their number. */
  readonly squares: Float64Array;
  readonly rows: Int32Array;
  /** nDCG@k; NaN for a user without a relevant test item. */
  readonly ndcg: Float64Array;
}

/** The default steps. */
const ONBOARDING_STEPS: readonly number[] = Object.freeze([0, 1, 2, 3, 5, 8]);

const EXAMPLES: Examples<EvaluateOnboardingOptions> = {
  users: 'users',
  onboarding: 'onboarding',
  rater: 'rater',
  ranker: 'ranker',
  unpersonal: 'unpersonal',
  steps: ONBOARDING_STEPS,
  by: 'answers',
  k: 10,
  relevantFrom: 4,
  onProgress: null,
};
const NEW_USERS = called('new users, as coldUsers returns them', objectWith('split', 'answers'));

/**
 * Interviews each held-out user, folds in the answers at each step, and measures on the test ratings, which are never
 * asked for. Users can answer only about items they have rated.
 *
 * The list's candidates are all items of the train set except those that the user could be asked about, asked or not.
 * They are the same for every strategy and step, so that asking about a good film doesn't remove it from the list. An
 * item missing from the train set gets the rater's prediction for unknown items, or the mean, and counts as relevant if
 * it is rated well. Cost: O(users · (questions² + steps · (fold-in + items))).
 *
 * @throws OptionError for a model without the needed abilities, an invalid option, or steps that don't ascend from 0
 */
export function evaluateOnboarding(options: EvaluateOnboardingOptions): OnboardingStep[] {
  withRequired('evaluateOnboarding', options, 'users', 'onboarding', 'rater', 'unpersonal');
  checkOptions('evaluateOnboarding', options, EXAMPLES);
  checkArgument('evaluateOnboarding', 'users', options.users, NEW_USERS);
  checkArgument('evaluateOnboarding', 'onboarding', options.onboarding, ONBOARDING);
  checkArgument('evaluateOnboarding', 'rater', options.rater, MODEL);
  checkArgument('evaluateOnboarding', 'unpersonal', options.unpersonal, objectWith('scoresOf'));
  if (options.ranker !== undefined) checkArgument('evaluateOnboarding', 'ranker', options.ranker, MODEL);
  const { users, onboarding, rater, ranker = rater, unpersonal, onProgress } = options;
  const { steps = ONBOARDING_STEPS, by = 'answers', k = 10 } = options;
  checkArgument('evaluateOnboarding', 'steps', steps, LIST);
  const { relevantFrom = likedFrom(users.split.train.scale) } = options;
  check({ rater, ranker, steps, by, k, relevantFrom });
  const { train, test } = users.split;
  const ids = [...test.users];
  const most = steps[steps.length - 1];
  const results = steps.map((step) => emptyStep(onboarding.name, by, step, ids));
  for (const [n, user] of ids.entries()) {
    const known = users.answers.users.has(user) ? users.answers.ratingsOf(user) : [];
    const stars = new Map(known.map(({ item, rating }) => [item, rating]));
    const allowed = new Uint8Array(train.itemCount).fill(1);
    for (const { item } of known) {
      const index = train.items.indexOf(item);
      if (index !== undefined) allowed[index] = 0;
    }
    const truth = test.ratingsOf(user);
    const asked = interview(onboarding, (item) => stars.get(item), { [by]: most });
    for (const [at, step] of steps.entries()) {
      const result = results[at];
      const until = by === 'questions' ? asked.slice(0, step) : untilAnswers(asked, step);
      const answers = answersOf(until);
      result.questions[n] = until.length;
      result.answers[n] = answers.length;
      const visitor = rater.foldIn(answers);
      for (const { item, rating } of truth) {
        result.squares[n] += (rating - clipToScale(train.scale, visitor.predict(item).score)) ** 2;
      }
      result.rows[n] = truth.length;
      const list = topIndices(scoresFor(ranker, unpersonal, answers, user), k, allowed);
      const relevant = truth.filter(({ rating }) => reaches(rating, relevantFrom)).map(({ item }) => item);
      const wanted = new Set<number | undefined>(relevant.map((item) => train.items.indexOf(item)));
      const hits = list.map((item) => (wanted.has(item) ? 1 : 0));
      result.ndcg[n] = ndcg({ hits, relevant: relevant.length, k });
    }
    onProgress?.(n + 1, ids.length);
  }
  return results;
}

/** The ranker's scores given the answers, or everyone's scores if it has none. */
function scoresFor(
  ranker: Model,
  unpersonal: Pick<Model, 'scoresOf'>,
  answers: readonly VisitorRating[],
  user: UserId,
): Float64Array {
  const scores = answers.length > 0 ? ranker.foldIn(answers).scoresOf() : undefined;
  return scores?.some((score) => !Number.isNaN(score))
    ? scores
    : unpersonal.scoresOf(user, { unknownUsers: 'popular' });
}

function untilAnswers(asked: readonly Asked[], wanted: number): Asked[] {
  let answered = 0;
  const end = asked.findIndex(({ rating }) => {
    if (answered === wanted) return true;
    if (rating !== undefined) answered++;
    return false;
  });
  return end === -1 ? asked.slice() : asked.slice(0, end);
}

function answersOf(asked: readonly Asked[]): VisitorRating[] {
  return asked.flatMap(({ item, rating }) => (rating === undefined ? [] : [{ item, rating }]));
}

function emptyStep(
  strategy: string,
  by: 'answers' | 'questions',
  step: number,
  users: readonly UserId[],
): OnboardingStep {
  const { length } = users;
  return {
    strategy,
    by,
    step,
    users,
    questions: new Int32Array(length),
    answers: new Int32Array(length),
    squares: new Float64Array(length),
    rows: new Int32Array(length),
    ndcg: new Float64Array(length),
  };
}

function check({ rater, ranker, steps, by, k, relevantFrom }: Checked): void {
  const fail = (what: string) => {
    throw new OptionError(`evaluateOnboarding: ${what}`);
  };
  if (!rater.can.rates || !rater.can.foldsIn || rater.can.unknownUsers === 'refused') {
    fail(`rater must predict ratings, fold in users and answer unknown users, got ${rater.name}`);
  }
  if (!ranker.can.foldsIn) fail(`ranker must be able to fold in users, got ${ranker.name}`);
  const ascend = steps.every((step, n) => Number.isSafeInteger(step) && (n === 0 || step > steps[n - 1]));
  if (!(steps[0] >= 0) || !ascend)
    fail(`steps must be ascending whole numbers of at least 0, got ${steps.join(', ')}`);
  if (by !== 'answers' && by !== 'questions') fail(`by must be one of answers, questions, got ${String(by)}`);
  if (!Number.isSafeInteger(k) || k < 1) fail(`k must be a positive whole number, got ${k}`);
  if (!Number.isFinite(relevantFrom)) fail(`relevantFrom must be a finite number, got ${relevantFrom}`);
}

type Checked = Required<
  Pick<EvaluateOnboardingOptions, 'rater' | 'ranker' | 'steps' | 'by' | 'k' | 'relevantFrom'>
>;
