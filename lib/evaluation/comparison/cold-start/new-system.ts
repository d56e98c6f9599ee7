/** No ratings at all: what each newcomer's own answers are worth, combined with genres, years, and titles. */
import type { Film } from '../../../data/movielens/film';
import { filmFeatures } from '../../../data/movielens/film-features';
import { Interactions } from '../../../data/table/interactions';
import { RandomState } from '../../../math/random/random-state';
import { ContentRidge } from '../../../models/content/content-ridge';
import type { Onboarding } from '../../../onboarding/ask-in-order';
import { askRandom } from '../../../onboarding/ask-random';
import { askRepresentative } from '../../../onboarding/ask-representative';
import { interview } from '../../../onboarding/interview';
import { evaluateOnboarding, type OnboardingStep } from '../../cold-start/evaluate-onboarding';
import { onboardingRows } from '../../cold-start/onboarding-rows';
import { coldUserFolds } from '../../splits/cold-users';
import { answerRow, type ColdStartRow, type ColdStartRun } from './row';

/** The same new users as in `new-users.ts`, without anyone else's ratings. */
export async function newSystem(
  ratings: Interactions,
  films: readonly Film[],
  run: ColdStartRun,
): Promise<ColdStartRow[]> {
  const train = emptySystem(ratings, films);
  const rater = await new ContentRidge().fit(train);
  const results: OnboardingStep[] = [];
  const folds = coldUserFolds(ratings);
  const ways = [askRepresentative(train), inRandomOrder(train)];
  for (const fold of run.folds) {
    const { split, answers } = folds[fold];
    run.note(`${split.name}: no ratings of others`);
    const users = { split: { train, test: split.test }, answers };
    for (const onboarding of ways) {
      const unpersonal = { scoresOf: () => firstAsked(train, onboarding) };
      results.push(...evaluateOnboarding({ users, onboarding, rater, unpersonal }));
    }
  }
  const shared = { part: 'new-system', split: run.split, against: 'random' } as const;
  return onboardingRows(results, { against: 'random' }).map((row) => answerRow(row, shared));
}

/**
 * All films, and one rating in the middle of the scale, as a table can't be empty. The order is random: MovieLens
 * numbers well-known films first, and ties in a list would follow the numbers.
 */
function emptySystem({ scale }: Interactions, films: readonly Film[]): Interactions {
  const order = new RandomState(0).permutation(films.length);
  const mixed = Array.from(order, (place) => films[place]);
  const middle = (scale.min + scale.max) / 2;
  const one = Interactions.fromRows([['nobody', mixed[0].id, middle]], { scale });
  return one.withItemFeatures(filmFeatures(mixed));
}

/** Replaces `askRandom`, which asks only about rated items; here there are none. */
function inRandomOrder(train: Interactions): Onboarding {
  const rows = Array.from(train.items, (item) => ['nobody', item, 3] as const);
  return askRandom(Interactions.fromRows(rows, { scale: train.scale }), { seed: 0 });
}

/** Scores for a list of the items that would be asked about first. */
function firstAsked(train: Interactions, onboarding: Onboarding): Float64Array {
  const scores = new Float64Array(train.itemCount).fill(Number.NaN);
  const asked = interview(onboarding, () => undefined, { questions: 100 });
  for (const [place, { item }] of asked.entries()) scores[train.items.require(item)] = -place;
  return scores;
}
