/** Onboarding measured: against a slow way to the same numbers, on made-up ratings. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type ItemId, type UserId, userId } from '../../../lib/core/ids';
import {
  type EvaluateOnboardingOptions,
  evaluateOnboarding,
  type OnboardingStep,
} from '../../../lib/evaluation/cold-start/evaluate-onboarding';
import { onboardingRows } from '../../../lib/evaluation/cold-start/onboarding-rows';
import { drawUsers, percentileInterval } from '../../../lib/evaluation/intervals/draw-users';
import { coldUserFolds } from '../../../lib/evaluation/splits/cold-users';
import { ContentProfile } from '../../../lib/models/content/content-profile';
import { ALS } from '../../../lib/models/factors/als';
import { EASE } from '../../../lib/models/item-item/ease';
import { MeanRating } from '../../../lib/models/simple/mean-rating';
import { MostPopular } from '../../../lib/models/simple/most-popular';
import type { Onboarding } from '../../../lib/onboarding/ask-in-order';
import { askPopular } from '../../../lib/onboarding/ask-popular';
import { askRandom } from '../../../lib/onboarding/ask-random';
import type { VisitorRating } from '../../../lib/recommender/visitor';
import { syntheticRatings } from '../synthetic-ratings';

const STEPS = [0, 1, 3];
const K = 5;
/** Relevant, and what EASE learns from. */
const GOOD = 4;
const folds = coldUserFolds(syntheticRatings(), { folds: 6, seed: 2 }).slice(0, 2);
const parts: (Omit<EvaluateOnboardingOptions, 'onboarding'> & {
  readonly ranker: EASE;
  readonly rater: ALS;
})[] = [];
const results: OnboardingStep[] = [];

before(async () => {
  for (const users of folds) {
    const { train } = users.split;
    const part = {
      users,
      rater: await new ALS({ factors: 3, epochs: 3 }).fit(train),
      ranker: await new EASE({ reg: 20 }).fit(train),
      unpersonal: await new MostPopular().fit(train),
      steps: STEPS,
      k: K,
    };
    parts.push(part);
    for (const onboarding of [askPopular(train), askRandom(train, { seed: 1 })])
      results.push(...evaluateOnboarding({ ...part, onboarding }));
  }
});

/** One user after so many answers, by what a visitor of the page would see. */
function slowly(
  { users, rater, ranker, unpersonal }: (typeof parts)[number],
  order: readonly ItemId[],
  user: UserId,
  wanted: number,
) {
  const stars = new Map(users.answers.ratingsOf(user).map(({ item, rating }) => [item, rating]));
  const answers: VisitorRating[] = [];
  let questions = 0;
  for (const item of order) {
    if (answers.length === wanted) break;
    questions++;
    const rating = stars.get(item);
    if (rating !== undefined) answers.push({ item, rating });
  }
  const truth = users.split.test.ratingsOf(user);
  const visitor = rater.foldIn(answers);
  const squares = truth.map(({ item, rating }) => (visitor.predict(item).rating - rating) ** 2);
  const listOptions = { k: K, without: stars.keys() };
  const list =
    // Who has named nothing good gets the list for everybody.
    !answers.some(({ rating }) => rating >= GOOD)
      ? (unpersonal as MostPopular).recommend(user, { ...listOptions, unknownUsers: 'popular' })
      : ranker.foldIn(answers).recommend(listOptions);
  const good = truth.filter(({ rating }) => rating >= GOOD).map(({ item }) => item);
  const worth = (places: readonly number[]) =>
    places.reduce((sum, place) => sum + 1 / Math.log2(place + 2), 0);
  const hits = list.flatMap(({ item }, place) => (good.includes(item) ? [place] : []));
  const ideal = good.slice(0, K).map((_, place) => place);
  return {
    questions,
    answers: answers.length,
    squares: squares.reduce((sum, square) => sum + square, 0),
    rows: truth.length,
    ndcg: worth(hits) / worth(ideal), // 0 / 0 where nothing is good
  };
}

test('every user, strategy and step has the numbers of the slow way', () => {
  let [unlike, silent] = [0, 0];
  for (const part of parts) {
    const { train, test } = part.users.split;
    const counts = train.itemCounts();
    const byCount = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);
    const random = askRandom(train, { seed: 1 });
    const all: { item: ItemId; rating: undefined }[] = [];
    for (let next = random.next(all); next !== undefined; next = random.next(all))
      all.push({ item: next, rating: undefined });
    const orders: [string, ItemId[]][] = [
      ['popular', byCount.map((item) => train.items.idOf(item as never))],
      ['random', all.map(({ item }) => item)],
    ];
    for (const [strategy, order] of orders) {
      for (const step of STEPS) {
        const result: OnboardingStep | undefined = results.find(
          (found) => found.strategy === strategy && found.step === step && test.users.has(found.users[0]),
        );
        assert.ok(result);
        assert.deepEqual(result.users, [...test.users]);
        for (const [n, user] of result.users.entries()) {
          const expected = slowly(part, order, user, step);
          assert.deepEqual(
            [result.questions[n], result.answers[n], result.rows[n]],
            [expected.questions, expected.answers, expected.rows],
          );
          const [apart, ndcg] = [result.squares[n] - expected.squares, result.ndcg[n]];
          assert.ok(Math.abs(apart) < 1e-9, `${strategy}, ${step}, ${user}`);
          if (Number.isNaN(expected.ndcg)) assert.ok(Number.isNaN(ndcg));
          else assert.ok(Math.abs(ndcg - expected.ndcg) < 1e-12, `${strategy}, ${step}, ${user}`);
          if (expected.questions > expected.answers) silent++;
          if (ndcg > 0 && ndcg < 1) unlike++;
        }
      }
    }
  }
  assert.ok(silent > 20 && unlike > 50, 'the data must be able to tell');
});

test('by questions: that many are asked, answered or not', () => {
  const [part] = parts;
  const onboarding = askPopular(part.users.split.train);
  const [none, seven] = evaluateOnboarding({ ...part, onboarding, by: 'questions', steps: [0, 7] });
  assert.equal(Math.max(...none.questions), 0);
  assert.ok(seven.questions.every((count) => count === 7));
  assert.ok(seven.answers.every((count) => count <= 7) && seven.answers.some((count) => count < 7));
});

test('a user with less to say than is wanted is asked for everything', () => {
  const [part] = parts;
  const { train } = part.users.split;
  const [last] = evaluateOnboarding({ ...part, onboarding: askPopular(train), steps: [train.itemCount] });
  for (const [n, user] of last.users.entries()) {
    assert.equal(last.answers[n], part.users.answers.ratingsOf(user).length);
    assert.equal(last.questions[n], train.itemCount);
  }
});

test('rows: means over the users of both folds, and a paired bootstrap against one strategy', () => {
  const rows = onboardingRows(results, { samples: 100, against: 'popular' });
  assert.equal(rows.length, 2 * STEPS.length);
  for (const row of rows) {
    const of = (strategy: string) =>
      results
        .filter((result) => result.strategy === strategy && result.step === row.step)
        .flatMap((result) =>
          result.users.map((_, n) => ({
            square: result.squares[n],
            rows: result.rows[n],
            ndcg: result.ndcg[n],
            questions: result.questions[n],
          })),
        );
    const [own, other] = [of(row.strategy), of('popular')];
    const rmse = (users: typeof own) =>
      Math.sqrt(
        users.reduce((sum, { square }) => sum + square, 0) / users.reduce((sum, user) => sum + user.rows, 0),
      );
    const ndcg = (users: typeof own) => {
      const counted = users.map((user) => user.ndcg).filter((value) => !Number.isNaN(value));
      return counted.reduce((sum, value) => sum + value, 0) / counted.length;
    };
    assert.equal(row.users, own.length);
    assert.ok(Math.abs(row.rmse - rmse(own)) < 1e-12);
    assert.ok(Math.abs(row.ndcg - ndcg(own)) < 1e-12);
    const questions = own.reduce((sum, user) => sum + user.questions, 0) / own.length;
    assert.ok(Math.abs(row.questions - questions) < 1e-12);
    if (row.strategy === 'popular') {
      assert.deepEqual([row.rmseDifference, row.ndcgDifference], [null, null]);
      continue;
    }
    for (const [measure, found] of [
      [rmse, row.rmseDifference],
      [ndcg, row.ndcgDifference],
    ] as const) {
      const apart = (drawn: readonly number[]) =>
        measure(drawn.map((n) => own[n])) - measure(drawn.map((n) => other[n]));
      const samples = drawUsers({ samples: 100 }, own.length, (drawn) => apart([...drawn]));
      const expected = percentileInterval(apart([...own.keys()]), samples);
      assert.ok(found);
      for (const end of ['value', 'low', 'high'] as const)
        assert.ok(Math.abs(found[end] - expected[end]) < 1e-12);
      if (row.step > 0) assert.ok(found.low < found.high);
    }
  }
});

test('users who were measured several times count once, with all their test ratings and the mean of nDCG', () => {
  assert.deepEqual(
    onboardingRows([...results, ...results], { samples: 100 }).map(({ users }) => users),
    onboardingRows(results, { samples: 100 }).map(({ users }) => users),
  );
  const [a, b, c] = ['a', 'b', 'c'].map((id) => userId(id));
  const step = (users: UserId[], values: { squares: number[]; rows: number[]; ndcg: number[] }) => ({
    strategy: 'popular',
    by: 'answers' as const,
    step: 1,
    users,
    questions: Int32Array.from(values.rows),
    answers: Int32Array.from(users, () => 1),
    squares: Float64Array.from(values.squares),
    rows: Int32Array.from(values.rows),
    ndcg: Float64Array.from(values.ndcg),
  });
  const first = step([a, b], { squares: [4, 1], rows: [2, 1], ndcg: [0.5, Number.NaN] });
  const second = step([c, a], { squares: [9, 2], rows: [3, 4], ndcg: [Number.NaN, 1] });
  const [row] = onboardingRows([first, second], { samples: 100 });
  assert.deepEqual([row.users, row.rankedUsers], [3, 1]);
  assert.equal(row.rmse, Math.sqrt(16 / 10));
  assert.equal(row.ndcg, 0.75);
  assert.equal(row.questions, (3 + 1 + 3) / 3);
});

test('what can’t be compared is refused', () => {
  assert.throws(
    () => onboardingRows(results, { against: 'oracle' }),
    /against must be .* step 0, got oracle/,
  );
  const [first, ...others] = results;
  const fewer = { ...first, strategy: 'other', users: first.users.slice(1) };
  assert.throws(
    () => onboardingRows([fewer, ...others, first]),
    /other and popular were measured on different users/,
  );
});

test('bad options are refused by name', async () => {
  const [part] = parts;
  const { train } = part.users.split;
  const onboarding: Onboarding = askPopular(train);
  const ask = (options: object) => () => evaluateOnboarding({ ...part, onboarding, ...options });
  assert.throws(ask({ steps: [1, 1] }), /evaluateOnboarding: steps must be ascending .*, got 1, 1/);
  assert.throws(ask({ steps: [-1] }), /steps must be .*, got -1/);
  assert.throws(ask({ steps: [] }), /steps must be/);
  assert.throws(ask({ by: 'clicks' }), /by must be one of answers, questions, got clicks/);
  assert.throws(ask({ k: 0 }), /k must be a positive whole number, got 0/);
  assert.throws(ask({ relevantFrom: Number.NaN }), /relevantFrom must be a finite number, got NaN/);
  assert.throws(ask({ rater: part.ranker }), /rater must predict ratings, fold in users .*, got EASE/);
  const means = await new MeanRating().fit(train);
  assert.throws(ask({ ranker: means }), /ranker must be able to fold in users, got MeanRating/);
  assert.throws(ask({ rater: new ContentProfile() }), /answer unknown users, got ContentProfile/);
});
