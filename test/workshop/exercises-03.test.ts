import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, type ItemIndex, itemId, type UserIndex, userId } from '../../lib/core/ids';
import { options } from '../../lib/core/options';
import type { Film } from '../../lib/data/movielens/film';
import type { Interactions } from '../../lib/data/table/interactions';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { EASE } from '../../lib/models/item-item/ease';
import { entry } from '../../lib/models/model-entry';
import { modelEntry } from '../../lib/models/registry';
import { MostPopular } from '../../lib/models/simple/most-popular';
import { BaseModel } from '../../lib/recommender/base-model';
import { type Capabilities, capabilities } from '../../lib/recommender/capabilities';
import type { Model } from '../../lib/recommender/model';
import { checkContract } from '../../lib/testing/check-contract';
import { CONTRACT } from '../../lib/testing/contract';
import { checkerboard } from '../../lib/testing/toy-ratings';
import { CHECKS_WITH_WORDS } from '../../lib/workshop/exercises/parts/contract-in-words';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf, fresh } from './examine';

const ratings = syntheticRatings();
const split = trainTestSplit(ratings, { seed: 1 });
const films = [...ratings.items].map((id, n): Film => {
  const genres = n % 3 === 0 ? ['Comedy', 'Drama'] : ['Drama'];
  return { id, title: `Film ${n}`, genres } as unknown as Film;
});
const protocol = { split, k: 5, relevantFrom: 4, films };
const byMean = (damping: number) => new MostPopular({ by: 'damped mean', damping });

examine('03-1', {
  around: () => ({ protocol, reg: 400 }),
  given: async () => ({ ease: await evaluateRanking(new EASE({ reg: 400 }), protocol) }),
  wrong: async ({ ease }) => [
    ease,
    await evaluateRanking(new MostPopular(), { ...protocol, k: 10 }),
    await evaluateRanking(new EASE({ reg: 5 }), { ...protocol, k: 10 }),
  ],
  alsoWrong: async () => {
    const longer = { ...protocol, k: 10 };
    return [
      await evaluateRanking(new EASE({ reg: 400 }), { ...longer, relevantFrom: 5 }),
      await evaluateRanking(new EASE({ reg: 400 }), { ...longer, candidates: { sampled: 10 } }),
    ];
  },
});

examine('03-2', {
  around: () => ({ protocol }),
  given: async () => ({ popular: await evaluateRanking(new MostPopular(), protocol) }),
  wrong: async ({ popular }, { plain, damped }) => [
    { plain: popular, damped },
    { plain: damped, damped: plain },
    { plain, damped: await evaluateRanking(byMean(50), { ...protocol, relevantFrom: 5 }) },
  ],
});

const someone = userId('u7');
examine('03-3', {
  given: () => ({ split, films, someone }),
  wrong: (_, list) => {
    const seen = split.train.ratingsOf(someone).map(({ item }) => item);
    const drama = films.find(({ id, genres }) => !genres.includes('Comedy') && !seen.includes(id))!;
    return [
      [{ item: seen[0], score: 9 }, ...list.slice(1)],
      [{ item: itemId(drama.id), score: 9 }, ...list.slice(1)],
      list.slice(0, 3),
    ];
  },
  alsoRight: (_, list) => [list.map(({ item, score }) => ({ item, score: score - 100 }))],
});

const count = (list: readonly string[], relevant: ReadonlySet<string>) =>
  [...list].filter((id) => relevant.has(id)).length;
examine('03-4', {
  given: () => undefined,
  wrong: () => [
    (list, relevant, k) => count(list.slice(0, k), relevant) / list.slice(0, k).length,
    (list, relevant, k) => count(list.slice(0, k), relevant) / relevant.size,
    (list, relevant, k) => count(list, relevant) / k,
    (list, relevant, k) => count(list.slice(0, k), relevant) / Math.min(k, relevant.size),
  ],
});

/** Where taste decides: popularity is worth nothing on a checkerboard. */
const taste = { split: trainTestSplit(checkerboard(24), { seed: 1 }), k: 5 };
const ranked = (model: Model, label: string) => evaluateRanking(model, { ...taste, label });
const OWN = options('Own', {});
/** Counts as the solution does; what differs is the mistake. */
class Own extends BaseModel<object, { counts: Float64Array }> {
  readonly can: Capabilities = capabilities({ rates: false });
  constructor(given: object = {}) {
    super(OWN, given);
  }
  protected learn(train: Interactions) {
    const counts = new Float64Array(train.itemCount ** 2);
    for (const user of train.users) {
      const liked = train.ratingsOf(user).filter(({ rating }) => rating > 3);
      for (const one of liked) {
        for (const other of liked) counts[this.place(train, one.item, other.item)]++;
      }
    }
    return { counts };
  }
  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (user === undefined || item === undefined) return Number.NaN;
    return this.likes(user).reduce((sum, other) => sum + this.counts[item * this.train.itemCount + other], 0);
  }
  protected get counts() {
    return this.state.counts;
  }
  protected likes(user: UserIndex) {
    const { train } = this;
    return Array.from(train.rowsOfUser(user))
      .filter((row) => train.ratingColumn[row] > 3)
      .map((row) => train.itemColumn[row]);
  }
  private place(train: Interactions, one: ItemId, other: ItemId) {
    return train.items.require(one) * train.itemCount + train.items.require(other);
  }
}
class Unpersonal extends Own {
  override readonly can = capabilities({ rates: false, personalizes: false });
}
/** Keeps what it learned in a field, where saving doesn't find it. */
class Forgetful extends Own {
  private own = new Float64Array(0);
  protected override learn(train: Interactions) {
    this.own = super.learn(train).counts;
    return { counts: new Float64Array(0) };
  }
  protected override get counts() {
    return this.own;
  }
}
/** The same list for everybody, though it says that it isn't. */
class Popular extends Own {
  protected override likes() {
    return [...this.train.items].map((item) => this.train.items.require(item));
  }
}
const judged = async (Model: new (given?: object) => Own, name = 'a model of a test') => ({
  report: await checkContract(entry(Model, OWN, name)),
  measured: await ranked(new Model(), 'Own'),
});

examine('03-5', {
  around: () => ({ ranked }),
  given: async () => ({ popular: await ranked(new MostPopular(), 'MostPopular') }),
  wrong: async (_, { report }) => {
    const ease = await ranked(new EASE(), 'EASE');
    return [
      await judged(Unpersonal),
      { report, measured: ease },
      { report: await checkContract(modelEntry('EASE')), measured: ease },
    ];
  },
  alsoRight: async () => [await judged(Own)],
});

test('exercise 03-5 names the check of the contract that fails, in plain words', async () => {
  const popular = await ranked(new MostPopular(), 'MostPopular');
  const words = async (Model: new (given?: object) => Own) =>
    fresh('03-5').check(await judged(Model), { popular }).paragraphs[0];
  assert.match(
    await words(Forgetful),
    /in saving: "a fitted model is the same after .* must be in what `learn` returns/,
  );
  assert.match(
    await words(Popular),
    /in lists: "the withheld diagonal .* Do the scores depend on what this user liked/,
  );
  const own = await judged(Own);
  const shortSummary = { ...own, report: await checkContract(entry(Own, OWN, 'short')) };
  assert.match(
    fresh('03-5').check(shortSummary, { popular }).paragraphs[0],
    /in options: "the defaults are valid"\. summary must have more than 10 characters, got "short"/,
  );
  const part = {
    ...own,
    report: await checkContract(entry(Own, OWN, 'only its lists'), { subjects: ['lists'] }),
  };
  assert.match(fresh('03-5').check(part, { popular }).paragraphs[0], /^Check the whole contract/);
});

test('the checks that have words of their own are in the contract', () => {
  const all = Object.values(CONTRACT).flatMap((checks) => checks.map(({ what }) => what));
  assert.deepEqual(
    CHECKS_WITH_WORDS.filter((what) => !all.includes(what)),
    [],
  );
});

examinedAllOf('03');
