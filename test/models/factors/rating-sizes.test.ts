/** Factor models on ratings of very different sizes, or with tiny penalties: what 64 bits give, or a clear refusal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../../lib/data/table/interactions';
import { withTensors } from '../../../lib/math/tensors/tensors';
import { ALS, type ALSOptions } from '../../../lib/models/factors/als';
import { FeatureFactors } from '../../../lib/models/factors/feature-factors';
import { NMF, type NMFOptions } from '../../../lib/models/factors/nmf';
import { type Side, solveGroup } from '../../../lib/models/factors/parts/alternating-squares';
import { solveGroupPrecisely } from '../../../lib/models/factors/parts/precise-squares';
import { dealRows, gatherRows, ratingBlocks } from '../../../lib/models/factors/parts/rating-blocks';
import { SVD } from '../../../lib/models/factors/svd';
import { SVDpp } from '../../../lib/models/factors/svd-pp';
import type { RegisteredModel } from '../../../lib/models/registry';
import { generateRatings } from '../../../lib/simulation/generate';
import { toyRatings, withToyFeatures } from '../../../lib/testing/toy-ratings';
import { als64 } from '../oracles/als-64';

const STARS = [...generateRatings({ users: 120, items: 90, ratings: 2_500, seed: 1 })];

/** The same ratings, times a size. */
function ratings(size: number): Interactions {
  const rows = STARS.map(({ user, item, rating }) => [user, item, size * rating] as const);
  return Interactions.fromRows(rows, { scale: { min: size, max: 5 * size } });
}

const CASES: readonly [size: number, options: Partial<ALSOptions>][] = [
  [1, {}],
  [1e-4, {}],
  [1e4, {}],
  [1e6, {}],
  [1e6, { factors: 40, epochs: 3 }],
  [1, { reg: 1e-4 }],
  [1, { regBias: 1e-6 }],
];

for (const [size, options] of CASES) {
  test(`ALS agrees with 64 bits on ratings of ${size} to ${5 * size}, with ${JSON.stringify(options)}`, async () => {
    const train = ratings(size);
    const model = await new ALS({ factors: 16, ...options }).fit(train);
    const expected = als64(train, model.options);
    let squares = 0;
    for (const user of train.users) {
      const scores = model.scoresOf(user);
      const index = train.users.indexOf(user) as number;
      for (let item = 0; item < scores.length; item++) squares += (scores[item] - expected(index, item)) ** 2;
    }
    const off = Math.sqrt(squares / (train.userCount * train.itemCount)) / size;
    assert.ok(off < 1e-4, `off by ${off} of the ratings' unit`);
  });
}

test('a penalty that is too small for 64 bits, too, is refused', async () => {
  for (const model of [new ALS({ reg: 1e-12 }), new FeatureFactors({ reg: 1e-12 })]) {
    await assert.rejects(model.fit(withToyFeatures(toyRatings())), {
      name: 'OptionError',
      message: new RegExp(
        `^${model.name}: a reg of 1e-12 and a regBias of .* are too small .* use larger ones`,
      ),
    });
  }
  await assert.rejects(new ALS().fit(ratings(1e12)), /^OptionError: ALS: a reg of 3.3 .* a narrower scale/);
});

test('a group solved in 64 bits is that solved in 32, with a prior and without, from both sides', async () => {
  const train = ratings(1);
  const width = 4;
  await withTensors(async (tensors) => {
    const breathe = () => Promise.resolve();
    const cut = { userGroups: 2, itemGroups: 3, center: train.mean };
    const blocks = await ratingBlocks(tensors, train, cut, breathe);
    const wave = (length: number) => Float32Array.from({ length }, (_, n) => Math.sin(n));
    const side = (count: number, groups: number, withPrior: boolean): Side => ({
      factors: dealRows(tensors, wave(count * (width - 1)), width - 1, groups),
      bias: dealRows(tensors, wave(count), 1, groups),
      penalty: dealRows(tensors, new Float32Array(count * width).fill(2), width, groups),
      ...(withPrior && { prior: dealRows(tensors, wave(count * width), width, groups) }),
    });
    for (const transposed of [false, true]) {
      for (const withPrior of [false, true]) {
        const solved: Float32Array[] = [];
        for (const solve of [solveGroup, solveGroupPrecisely]) {
          const [users, items] = [side(train.userCount, 2, withPrior), side(train.itemCount, 3, withPrior)];
          const [own, other] = transposed ? [items, users] : [users, items];
          const blockWith = (from: number) => (transposed ? blocks[from][1] : blocks[1][from]);
          await solve(tensors, own, 1, other, { blockWith, transposed, breathe });
          solved.push(await gatherRows([own.factors[1]]), await gatherRows([own.bias[1]]));
        }
        const [factors, bias, precise, preciseBias] = solved;
        assert.deepEqual([precise.length, preciseBias.length], [factors.length, bias.length]);
        for (const [a, b] of [
          [factors, precise],
          [bias, preciseBias],
        ]) {
          assert.ok(a.every((value, n) => Math.abs(value - b[n]) < 1e-5));
        }
      }
    }
  });
});

/** A model of ratings of a size, with penalties and initial values that make it the model of stars, enlarged. */
const ENLARGED: Readonly<Record<string, (size: number) => RegisteredModel>> = {
  ALS: (size) => new ALS({ factors: 4, reg: 3.3 * size, initStdDev: 0.1 * Math.sqrt(size) }),
  NMF: (size) =>
    new NMF({
      factors: 4,
      epochs: 10,
      regUser: 0.06 * size,
      regItem: 0.06 * size,
      initHigh: 2 * Math.sqrt(size),
    }),
};

for (const [name, enlarged] of Object.entries(ENLARGED)) {
  test(`${name} folds in the same visitor whatever the size of the ratings`, async () => {
    const stars = ratings(1);
    const ofStars = await enlarged(1).fit(stars);
    const visitor = stars.ratingsOf(stars.users.idOf(0 as never)).slice(0, 6);
    const expected = ofStars.foldIn(visitor).scoresOf();
    for (const size of [1e-4, 1e4, 1e6]) {
      const model = await enlarged(size).fit(ratings(size));
      const scores = model
        .foldIn(visitor.map(({ item, rating }) => ({ item, rating: size * rating })))
        .scoresOf();
      for (let item = 0; item < scores.length; item++) {
        if (Number.isNaN(expected[item])) continue;
        const off = Math.abs(scores[item] / size - expected[item]);
        assert.ok(
          off < 1e-3,
          `size ${size}, item ${item}: ${scores[item] / size} instead of ${expected[item]}`,
        );
      }
    }
  });
}

test('initial values that are far too small or too large for the ratings are refused', async () => {
  for (const size of [20, 1e4]) {
    await assert.rejects(new NMF({ initHigh: 1 }).fit(ratings(size)), {
      name: 'OptionError',
      message:
        /^NMF: with initLow 0 and initHigh 1, the first predictions are about 3\.8, too far from the ratings, whose mean is \d+; use initLow: 0 and initHigh: [\d.]+$/,
    });
  }
  await assert.rejects(
    new NMF({ initHigh: 1, regUser: 0, regItem: 0 }).fit(ratings(1e-4)),
    /^OptionError: NMF: .* use initLow: 0 and initHigh: 0\.\d+$/,
  );
  for (const Model of [SVD, SVDpp]) {
    await assert.rejects(
      new Model().fit(ratings(1e-4)),
      /^OptionError: SVD.*: after training, predictions are off by 0\.\d+, more than the scale 0\.0001 to 0\.0005 is wide; use a smaller initStdDev than 0\.1/,
    );
    await assert.rejects(new Model().fit(ratings(1e4)), /^OptionError: SVD.*: training diverged/);
  }
});

test('NMF starts at the size of the ratings by default, instead of swinging around them', async () => {
  const rmse = async (size: number, options: Partial<NMFOptions> = {}) => {
    let last = Number.NaN;
    await new NMF(options).fit(ratings(size), {
      onProgress: ({ trainRmse }) => {
        last = (trainRmse as number) / size;
      },
    });
    return last;
  };
  const ofStars = await rmse(1);
  assert.equal(await rmse(1, { initHigh: 1 }), ofStars);
  for (const size of [2, 3, 10, 20, 50, 1e4, 1e6]) {
    const off = await rmse(size);
    assert.ok(off < ofStars, `size ${size}: RMSE ${off} of the ratings' unit, at size 1 ${ofStars}`);
  }
  // From 0 to 1, a single factor ends at 1.29.
  for (const [factors, most] of [
    [1, 1],
    [500, ofStars],
  ]) {
    const off = await rmse(1, { factors });
    assert.ok(off < most, `${factors} factors: RMSE ${off}`);
    await assert.rejects(rmse(1, { factors, initHigh: 1 }), /the first predictions are about .*, too far/);
  }
});

test('NMF refuses penalties that would leave nothing of small ratings', async () => {
  await assert.rejects(new NMF().fit(ratings(0.01)), {
    name: 'OptionError',
    message:
      "NMF: with regUser 0.06 and regItem 0.06, predictions are about 0.06 too low, but the ratings' mean is 0.035; use " +
      'smaller ones, such as 0.00058, or ratings on a wider scale, such as 1 to 5',
  });
  const model = await new NMF({ regUser: 0.00058, regItem: 0.00058 }).fit(ratings(0.01));
  assert.ok(model.isFitted);
});
