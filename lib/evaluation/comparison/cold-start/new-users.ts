/** New users, in five folds: what to ask them, compared with asking about popular films. */
import type { Film } from '../../../data/movielens/film';
import type { Interactions } from '../../../data/table/interactions';
import { ALS as ALSModel } from '../../../models/factors/als';
import { modelOf } from '../../../models/registry';
import { MostPopular } from '../../../models/simple/most-popular';
import { askEntropy } from '../../../onboarding/ask-entropy';
import { askGreedily } from '../../../onboarding/ask-greedily';
import type { Onboarding } from '../../../onboarding/ask-in-order';
import { askPopular } from '../../../onboarding/ask-popular';
import { askRandom } from '../../../onboarding/ask-random';
import { askVariance } from '../../../onboarding/ask-variance';
import { starterList } from '../../../onboarding/starter-list';
import type { Model } from '../../../recommender/model';
import { evaluateOnboarding, type NewUsers, type OnboardingStep } from '../../cold-start/evaluate-onboarding';
import { onboardingRows } from '../../cold-start/onboarding-rows';
import { type Receipt, receiptOf } from '../../receipt';
import { type ColdUsers, coldUserFolds } from '../../splits/cold-users';
import { ALS, EASE } from './models';
import { answerRow, type ColdStartRow, type ColdStartRun } from './row';

/** Number of answers at which the verdict is given. */
export const JUDGED_AT = 3;
export const POPULAR = 'popular';
/** Which of a user's ratings can be asked for is random, and matters: this many draws, each with its own folds. */
const DRAWS = 5;
/**
 * The strategy that represents well-chosen answers. It was chosen beforehand, as it is designed for the task, so that
 * the verdict isn't about the luckiest of four. The others are also in the table.
 */
export const WELL_CHOSEN = 'greedy variance reduction';

/** The models that predict ratings, make lists, and make the list before the first answer. */
interface Models {
  readonly rater: ALSModel;
  readonly ranker: Model;
  readonly unpersonal: MostPopular;
}

/** The rows: every strategy at every step, and lists for everyone before the first answer. */
export async function newUsers(
  ratings: Interactions,
  films: readonly Film[],
  run: ColdStartRun,
): Promise<ColdStartRow[]> {
  const steps: OnboardingStep[] = [];
  const receipts: Receipt[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const folds = coldUserFolds(ratings, { seed: 42 + draw });
    for (const fold of run.folds) {
      const users = folds[fold];
      const models = await modelsFor(users);
      steps.push(...allWays(users, models, run), ...firstLists(users, films, models));
      receipts.push(receiptOf(models.rater, users.split));
    }
  }
  const shared = { part: 'new-users', split: run.split, against: POPULAR, receipts } as const;
  return onboardingRows(steps, { against: POPULAR }).map((row) => answerRow(row, shared));
}

async function modelsFor({ split }: ColdUsers): Promise<Models> {
  return {
    rater: await new ALSModel(ALS.options).fit(split.train),
    ranker: await modelOf(EASE).fit(split.train),
    unpersonal: await new MostPopular().fit(split.train),
  };
}

/** All strategies at all steps. */
function allWays(users: ColdUsers, models: Models, { note }: ColdStartRun): OnboardingStep[] {
  const { train, name } = users.split;
  const ways: Onboarding[] = [
    askPopular(train),
    askRandom(train),
    askEntropy(train),
    askVariance(train),
    askGreedily(models.rater),
  ];
  return ways.flatMap((onboarding) => {
    note(`${name}: ${onboarding.name}`);
    return evaluateOnboarding({ users, onboarding, ...models });
  });
}

/** Lists for everyone before the first answer: the tutorial's, and by the damped mean alone. */
function firstLists(users: NewUsers, films: readonly Film[], models: Models): OnboardingStep[] {
  const { train } = users.split;
  const genres = new Map(films.map((film) => [film.id, film.genres]));
  const lists = {
    'list: popular as in the tutorial': starterList(train, { k: train.itemCount }),
    'list: popular, spread over genres': starterList(train, {
      k: train.itemCount,
      genresOf: (item) => genres.get(item) ?? [],
    }),
  };
  return Object.entries(lists).flatMap(([name, list]) => {
    const scores = new Float64Array(train.itemCount).fill(Number.NaN);
    for (const [place, { item }] of list.entries()) scores[train.items.require(item)] = -place;
    const onboarding = { ...askPopular(train), name };
    const unpersonal = { scoresOf: () => scores };
    return evaluateOnboarding({ users, onboarding, ...models, unpersonal, steps: [0] });
  });
}
