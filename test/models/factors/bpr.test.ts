import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../../lib/core/ids';
import { RandomState } from '../../../lib/math/random/random-state';
import { BPR } from '../../../lib/models/factors/bpr';
import { ascend, type BPRTables } from '../../../lib/models/factors/parts/bpr-step';
import { PairAscent, type PairAscentOptions } from '../../../lib/models/factors/parts/pair-ascent';
import { circles, handful } from '../ranking-data';

const RATES = { learningRate: 0.1, reg: 0.01 };

function tables(): BPRTables {
  return {
    factors: 2,
    users: Float64Array.of(0.5, -0.25),
    items: Float64Array.of(0.2, 0.4, -0.3, 0.1),
    bias: Float64Array.of(0.05, -0.05),
  };
}

/** w ln σ(score_ui − score_uj) − λ/2 (the squares): what a step goes up. */
function goal({ users, items, bias }: BPRTables, weight: number): number {
  let difference = bias[0] - bias[1];
  for (let f = 0; f < 2; f++) difference += users[f] * (items[f] - items[2 + f]);
  const squares = [...users, ...items, ...bias].reduce((sum, value) => sum + value * value, 0);
  return -weight * Math.log1p(Math.exp(-difference)) - (RATES.reg / 2) * squares;
}

// x = 0.1 + 0.5 · 0.5 − 0.25 · 0.3 = 0.275, g = σ(−0.275) = 0.431680.
test('one step on one triple by hand', () => {
  const t = tables();
  ascend(t, [0, 0, 1], 1, RATES);
  const g = 1 / (1 + Math.exp(0.275));
  assert.ok(Math.abs(g - 0.43168) < 1e-5);
  const expected = {
    users: [0.5 + 0.1 * (g * 0.5 - 0.005), -0.25 + 0.1 * (g * 0.3 + 0.0025)],
    items: [
      0.2 + 0.1 * (g * 0.5 - 0.002),
      0.4 + 0.1 * (g * -0.25 - 0.004),
      -0.3 + 0.1 * (g * -0.5 + 0.003),
      0.1 + 0.1 * (g * 0.25 - 0.001),
    ],
    bias: [0.05 + 0.1 * (g - 0.0005), -0.05 + 0.1 * (-g + 0.0005)],
  };
  for (const name of ['users', 'items', 'bias'] as const) {
    for (const [n, value] of t[name].entries()) assert.ok(Math.abs(value - expected[name][n]) < 1e-12, name);
  }
});

for (const weight of [1, 0.25]) {
  test(`a step goes along the gradient, by finite differences (w = ${weight})`, () => {
    const before = tables();
    const after = tables();
    ascend(after, [0, 0, 1], weight, RATES);
    for (const name of ['users', 'items', 'bias'] as const) {
      for (let n = 0; n < before[name].length; n++) {
        const [up, down] = [tables(), tables()];
        up[name][n] += 1e-5;
        down[name][n] -= 1e-5;
        const slope = (goal(up, weight) - goal(down, weight)) / 2e-5;
        const step = (after[name][n] - before[name][n]) / RATES.learningRate;
        assert.ok(Math.abs(slope - step) < 1e-8, `${name} ${n}: ${slope} and ${step}`);
      }
    }
  });
}

/** The share of pairs (liked, not liked) of all users that are in order: the AUC on the train set. */
function pairsInOrder(model: BPR): number {
  const { train } = model;
  let [right, all] = [0, 0];
  for (const user of train.users) {
    const scores = model.scoresOf(user);
    const liked = new Set(
      train.ratingsOf(user).flatMap(({ item, rating }) => (rating >= 4 ? [train.items.require(item)] : [])),
    );
    for (const i of liked) {
      for (let j = 0; j < scores.length; j++) {
        if (liked.has(j as typeof i)) continue;
        all++;
        if (scores[i] > scores[j]) right++;
      }
    }
  }
  return right / all;
}

test('more epochs put more pairs in order', async () => {
  const shares: number[] = [];
  for (const epochs of [1, 20, 100]) {
    shares.push(pairsInOrder(await new BPR({ factors: 8, epochs, reg: 0.001 }).fit(circles())));
  }
  assert.ok(shares[0] < shares[1] && shares[1] < shares[2] && shares[2] > 0.95, `${shares}`);
});

test('a stranger, and a user without a like, get the items by their biases', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).user !== 'ann' || table.row(row).rating < 4,
  );
  const model = await new BPR({ factors: 4, epochs: 200 }).fit(table.select(rows));
  assert.deepEqual(
    model.scoresOf(userId('ann')),
    model.scoresOf(userId('nobody'), { unknownUsers: 'popular' }),
  );
  // bob and cid like y and z, only bob x.
  assert.equal(model.recommend(userId('nobody'), { unknownUsers: 'popular' }).at(-1)?.item, 'x');
});

test('where everybody likes everything there is nothing to order, and the fit ends', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).user === 'bob',
  );
  const model = await new BPR({ epochs: 2 }).fit(table.select(rows, { vocabulary: 'remake' }));
  assert.ok(model.scoresOf(userId('bob')).every(Number.isFinite));
});

function started(
  rows: ConstructorParameters<typeof PairAscent>[0],
  options: PairAscentOptions,
  seed: number,
) {
  return new PairAscent(rows, options).start(new RandomState(seed), async () => {});
}

test('the compiled steps are those of `ascend`, for any number of factors', async () => {
  for (const factors of [1, 8, 13, 64]) {
    const [userCount, itemCount, count] = [20, 30, 2000];
    const options = { factors, learningRate: 0.05, reg: 0.01, initStdDev: 1 };
    const fast = await started({ userCount, itemCount }, options, factors);
    const before = fast.state();
    const slow: BPRTables = {
      factors,
      users: Float64Array.from(before.userFactors),
      items: Float64Array.from(before.itemFactors),
      bias: Float64Array.from(before.itemBias),
    };
    const random = new RandomState(1);
    const { users, liked, others, weights } = fast.triples;
    for (let n = 0; n < count; n++) {
      users[n] = random.interval(userCount - 1);
      liked[n] = random.interval(itemCount - 1);
      others[n] = (liked[n] + 1 + random.interval(itemCount - 2)) % itemCount;
      weights[n] = random.random();
      ascend(slow, [users[n], liked[n], others[n]], weights[n], options);
    }
    fast.ascend(count);
    const { userFactors, itemFactors, itemBias } = fast.state();
    for (const [learned, wanted] of [
      [userFactors, slow.users],
      [itemFactors, slow.items],
      [itemBias, slow.bias],
    ]) {
      const most = Math.max(...learned.map((value, n) => Math.abs(value - wanted[n])));
      assert.ok(most < 1e-5, `${factors} factors: ${most}`);
    }
  }
});

test('a difference beyond what e^x can hold pulls not at all, or fully', async () => {
  const options = { factors: 1, learningRate: 0.5, reg: 0, initStdDev: 1e4 };
  for (const inOrder of [true, false]) {
    const ascent = await started({ userCount: 1, itemCount: 2 }, options, 1);
    const { userFactors, itemFactors } = ascent.state();
    const better = userFactors[0] * (itemFactors[0] - itemFactors[1]) > 0 ? 0 : 1;
    const liked = inOrder ? better : 1 - better;
    ascent.triples.liked[0] = liked;
    ascent.triples.others[0] = 1 - liked;
    ascent.triples.weights[0] = 1;
    ascent.ascend(1);
    assert.equal(ascent.state().itemBias[liked], inOrder ? 0 : 0.5);
  }
});
