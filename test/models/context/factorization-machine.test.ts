/** FactorizationMachine: its arithmetic against golden numbers and slow versions, its solvers, and what it answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { userFeatures } from '../../../lib/data/features/feature-rows';
import { Interactions } from '../../../lib/data/table/interactions';
import type { RatingRow } from '../../../lib/data/table/rating-rows';
import { RandomState } from '../../../lib/math/random/random-state';
import {
  FACTORIZATION_MACHINE_OPTIONS,
  FactorizationMachine,
} from '../../../lib/models/context/factorization-machine';
import { lossAndGradient, solveAdam } from '../../../lib/models/context/parts/adam';
import { solveAls } from '../../../lib/models/context/parts/als';
import { factorPass, linearPass } from '../../../lib/models/context/parts/coordinate-pass';
import { type Design, designOfParts } from '../../../lib/models/context/parts/feature-blocks';
import { solveGibbs } from '../../../lib/models/context/parts/gibbs';
import { type Machine, newMachine, scoresOf } from '../../../lib/models/context/parts/machine';
import {
  type PlainMachine,
  plainScore,
  plainSlope,
  plainStep,
} from '../../../lib/models/context/plain/plain-factorization-machine';
import { entry } from '../../../lib/models/model-entry';
import { modelFromJson } from '../../../lib/models/model-from-json';
import { sumOfTerms } from '../../../lib/recommender/explanation';
import { FitRun } from '../../../lib/recommender/fit-run';
import { checkerboard, contextWorld, toyRatings } from '../../../lib/testing/toy-ratings';
import { testContract } from '../test-contract';

interface Golden {
  readonly input: { w0: number; w: number[]; v: number[][]; rows: number[][]; labels: number[]; l2: number };
  readonly scores: number[];
  readonly fits: Record<
    'logit' | 'squares',
    {
      loss: number;
      gradient: { w0: number; w: number[]; v: number[][] };
      minimum: number;
      scoresAtMinimum: number[];
      lossAfterOneStep005: number;
    }
  >;
}

const golden = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/golden/factorization-machine.json'), 'utf8'),
) as Golden;
const { input } = golden;
const LOSSES = [
  ['squares', 'squares'],
  ['logit', 'logistic'],
] as const;

/** User 3, place 2, time of day 2, one real: a block each. */
const GROUPS = [3, 2, 2, 1];

/** The golden rows in blocks, or in a single one. */
function goldenDesign(groups: readonly number[] = GROUPS): Design {
  let first = 0;
  const parts = groups.map((count, g) => {
    const columns = Array.from({ length: count }, (_, n) => first + n);
    first += count;
    const entries = input.rows.flatMap((x, row) =>
      columns.map((j, n) => [row, n, x[j]] as const).filter(([, , value]) => value !== 0),
    );
    const partOf = Int32Array.from(input.rows, (_, row) => row);
    return { partOf, groups: [{ name: String(g), count, entries: [...entries, [5, 0, 0] as const] }] };
  });
  return designOfParts(parts, Float64Array.from(input.labels));
}

function goldenMachine(): Machine {
  const factors = input.v[0].length;
  const V = Array.from({ length: factors }, (_, f) => Float64Array.from(input.v, (row) => row[f]));
  return { factors, w0: input.w0, w: Float64Array.from(input.w), V };
}

function plainGolden(): PlainMachine {
  return { w0: input.w0, w: Float64Array.from(input.w), v: input.v.map((row) => Float64Array.from(row)) };
}

/** ½ Σ e² or Σ logistic loss, plus λ/2 (‖w‖² + ‖V‖²). */
function objective(
  loss: 'squares' | 'logistic',
  scores: ArrayLike<number>,
  { w, v }: { w: Float64Array; v: readonly Float64Array[] },
): number {
  const squares = [w, ...v].flatMap((row) => [...row]).reduce((sum, value) => sum + value * value, 0);
  return input.labels.reduce(
    (sum, y, n) =>
      sum +
      (loss === 'squares' ? (scores[n] - y) ** 2 / 2 : Math.log(1 + Math.exp(scores[n])) - y * scores[n]),
    (input.l2 / 2) * squares,
  );
}

test('scores are the golden ones: by the plain version, in blocks, and in one block', () => {
  for (const scores of [
    input.rows.map((x) => plainScore(plainGolden(), x)),
    scoresOf(goldenDesign(), goldenMachine()),
    scoresOf(goldenDesign([8]), goldenMachine()),
  ]) {
    for (const [n, score] of golden.scores.entries()) close(scores[n], score, 1e-9);
  }
});

for (const [key, loss] of LOSSES) {
  const { loss: expected, gradient, lossAfterOneStep005, minimum, scoresAtMinimum } = golden.fits[key];

  test(`loss and gradient are the golden ones, on tensors: ${loss}`, async () => {
    const own = await lossAndGradient(goldenDesign(), goldenMachine(), { loss, reg: input.l2 });
    const machine = plainGolden();
    const penalty =
      objective(loss, golden.scores, machine) -
      objective(loss, golden.scores, { w: new Float64Array(1), v: [] });
    close(own.loss + penalty, expected, 1e-5);
    close(own.w0, gradient.w0, 1e-5);
    const width = 1 + input.v[0].length;
    for (let j = 0; j < input.w.length; j++) {
      close(own.table[j * width], gradient.w[j], 1e-5);
      for (const [f, value] of gradient.v[j].entries()) close(own.table[j * width + 1 + f], value, 1e-5);
    }
  });

  test(`the plain version's loss, gradient and step are the golden ones: ${loss}`, () => {
    const machine = plainGolden();
    close(
      objective(
        loss,
        input.rows.map((x) => plainScore(machine, x)),
        machine,
      ),
      expected,
      1e-8,
    );
    // The gradient of all rows, from steps of one row each that start from the same point.
    const sum = { w0: 0, w: new Float64Array(8), v: input.v.map(() => new Float64Array(2)) };
    for (const [n, x] of input.rows.entries()) {
      const moved = plainGolden();
      plainStep(moved, x, input.labels[n], { loss, learningRate: 1, reg: 0 });
      sum.w0 += input.w0 - moved.w0;
      for (let j = 0; j < 8; j++) {
        sum.w[j] += input.w[j] - moved.w[j];
        for (let f = 0; f < 2; f++) sum.v[j][f] += input.v[j][f] - moved.v[j][f];
      }
    }
    const after = plainGolden();
    close(sum.w0, gradient.w0, 1e-8);
    after.w0 -= 0.05 * sum.w0;
    for (let j = 0; j < 8; j++) {
      close(sum.w[j] + input.l2 * input.w[j], gradient.w[j], 1e-8);
      after.w[j] -= 0.05 * gradient.w[j];
      for (let f = 0; f < 2; f++) {
        close(sum.v[j][f] + input.l2 * input.v[j][f], gradient.v[j][f], 1e-8);
        after.v[j][f] -= 0.05 * gradient.v[j][f];
      }
    }
    close(
      objective(
        loss,
        input.rows.map((x) => plainScore(after, x)),
        after,
      ),
      lossAfterOneStep005,
      1e-8,
    );
    close(plainSlope('logistic', 0, 1), -0.5, 1e-12);
  });

  test(`adam finds the golden minimum: ${loss}`, async () => {
    const design = goldenDesign();
    const machine = goldenMachine();
    const options = {
      epochs: 200,
      reg: input.l2,
      learningRate: 0.1,
      batchSize: 6,
      loss,
      random: new RandomState(0),
    };
    await solveAdam(design, machine, options, new FitRun('test', {}));
    const scores = scoresOf(design, machine);
    close(objective(loss, scores, { w: machine.w, v: machine.V }), minimum, 2e-4);
    for (const [n, score] of scoresAtMinimum.entries()) close(scores[n], score, 2e-2);
  });
}

test('als finds the golden minimum, and its objective never increases', async () => {
  const [design, machine] = [goldenDesign(), goldenMachine()];
  const { minimum, scoresAtMinimum } = golden.fits.squares;
  const seen: number[] = [];
  const onProgress = () =>
    seen.push(objective('squares', scoresOf(design, machine), { w: machine.w, v: machine.V }));
  await solveAls(design, machine, { epochs: 3000, reg: input.l2 }, new FitRun('test', { onProgress }));
  assert.ok(seen.every((value, n) => n === 0 || value <= seen[n - 1] + 1e-12));
  close(seen[seen.length - 1], minimum, 1e-6);
  const scores = scoresOf(design, machine);
  for (const [n, score] of scoresAtMinimum.entries()) close(scores[n], score, 1e-3);
});

/** A design with shared parts: 5 users, 4 items, side entries, and two context columns, one of them numeric. */
async function sharedDesign() {
  const random = new RandomState(1);
  const ratings = 40;
  const draw = (count: number) => Int32Array.from({ length: ratings }, () => random.interval(count - 1));
  const dense = (parts: number, columns: number) =>
    Array.from(
      { length: parts * columns },
      (_, n) => [Math.floor(n / columns), n % columns, random.normal()] as const,
    );
  const one = (count: number) => Array.from({ length: count }, (_, n) => [n, n, 1] as const);
  const parts = [
    {
      partOf: draw(5),
      groups: [
        { name: 'users', count: 5, entries: one(5) },
        { name: 'side', count: 3, entries: dense(5, 3) },
      ],
    },
    { partOf: draw(4), groups: [{ name: 'items', count: 4, entries: one(4) }] },
    { partOf: draw(3), groups: [{ name: 'numbers', count: 1, entries: dense(3, 1) }] },
    { partOf: draw(2), groups: [{ name: 'device', count: 2, entries: one(2) }] },
  ];
  const design = designOfParts(parts, random.normals(ratings));
  const rows = Array.from({ length: ratings }, (_, row) => {
    const x = new Float64Array(design.columns);
    for (const { byPart, partOf, first } of design.blocks) {
      const part = partOf[row];
      for (let at = byPart.offsets[part]; at < byPart.offsets[part + 1]; at++)
        x[first + byPart.columns[at]] = byPart.values[at];
    }
    return x;
  });
  const machine = await newMachine(design, 3, { random, initStdDev: 0.5 }, async () => {});
  machine.w.set(random.normals(design.columns));
  machine.w0 = 0.3;
  return { design, machine, rows };
}

test('a pass sees the same sums for every parameter as a slow one over all rows, and keeps the errors right', async () => {
  const { design, machine, rows } = await sharedDesign();
  const errors = scoresOf(design, machine).map((score, row) => design.targets[row] - score);
  const plain = () => ({
    w0: machine.w0,
    w: machine.w,
    v: Array.from(machine.w, (_, j) => Float64Array.from(machine.V, (v) => v[j])),
  });
  let checked = 0;
  const check = (hh: number, he: number, j: number, factor: number) => {
    const now = plain();
    const h = rows.map((x) => {
      if (factor < 0) return x[j];
      let s = 0;
      for (let l = 0; l < x.length; l++) s += machine.V[factor][l] * x[l];
      return x[j] * (s - x[j] * machine.V[factor][j]);
    });
    const e = rows.map((x, row) => design.targets[row] - plainScore(now, x));
    close(
      hh,
      h.reduce((sum, value) => sum + value * value, 0),
      1e-8,
    );
    close(
      he,
      h.reduce((sum, value, row) => sum + value * e[row], 0),
      1e-8,
    );
    checked++;
  };
  const newValue = (old: number, hh: number, he: number, j: number, factor: number) => {
    check(hh, he, j, factor);
    return (he + old * hh) / (hh + 0.5);
  };
  linearPass(design, machine, errors, newValue);
  for (let factor = 0; factor < 3; factor++) factorPass(design, machine, factor, errors, newValue);
  assert.equal(checked, 15 * 4);
  const fresh = scoresOf(design, machine);
  for (const [row, error] of errors.entries()) {
    close(design.targets[row] - fresh[row], error, 1e-9);
    close(plainScore(plain(), rows[row]), fresh[row], 1e-9);
  }
});

test('gibbs draws from the right distribution: w_0 and one weight with a known answer', async () => {
  // Ratings of two groups with noise 1; w_j has its own precision, so compare with a long run of a slow sampler's mean.
  const random = new RandomState(4);
  const partOf = Int32Array.from({ length: 400 }, (_, n) => n % 2);
  const targets = Float64Array.from(partOf, (part) => (part === 0 ? 1 : -0.5) + random.normal());
  const design = designOfParts(
    [
      {
        partOf,
        groups: [
          {
            name: 'g',
            count: 2,
            entries: [
              [0, 0, 1],
              [1, 1, 1],
            ],
          },
        ],
      },
    ],
    targets,
  );
  const machine = await newMachine(design, 1, { random, initStdDev: 0.1 }, async () => {});
  const seen = { zero: 0, one: 0, square: 0, noise: 0, draws: 0 };
  await solveGibbs(
    design,
    machine,
    { epochs: 4000, samples: 4000, random },
    new FitRun('test', {}),
    ({ noise }) => {
      const [zero, one] = [machine.w0 + machine.w[0], machine.w0 + machine.w[1]];
      seen.zero += zero;
      seen.square += zero * zero;
      seen.one += one;
      seen.noise += noise;
      seen.draws++;
    },
  );
  const means = [0, 1].map((part) => {
    const own = targets.filter((_, n) => partOf[n] === part);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  assert.equal(seen.draws, 3000);
  close(seen.zero / seen.draws, means[0], 0.03);
  close(seen.one / seen.draws, means[1], 0.03);
  // The standard deviation of a mean of 200 ratings with noise 1 is 0.0707.
  const deviation = Math.sqrt(seen.square / seen.draws - (seen.zero / seen.draws) ** 2);
  assert.ok(deviation > 0.06 && deviation < 0.08, `${deviation}`);
  close(seen.noise / seen.draws, 1, 0.1);
});

// The whole contract again, for the variant that uses context.
testContract(named('with context', { context: true, epochs: 40 }));

/** The model with other defaults, as an entry. */
function named(what: string, changed: object) {
  const Variant = class extends FactorizationMachine {
    constructor(given = {}) {
      super({ ...changed, ...given });
    }
  };
  const { create, ...rest } = entry(Variant, FACTORIZATION_MACHINE_OPTIONS, `FactorizationMachine, ${what}`);
  const { options } = new Variant();
  return { ...rest, create, defaults: options as Readonly<Record<string, unknown>> };
}

test('adam learns what the device decides, too', async () => {
  const world = contextWorld();
  const model = await new FactorizationMachine({
    context: true,
    solver: 'adam',
    epochs: 40,
    reg: 0.1,
    batchSize: 300,
    learningRate: 0.1,
  }).fit(world);
  const [user] = world.users;
  for (const [device, good] of [
    ['phone', 0],
    ['tv', 1],
  ] as const) {
    const list = model.recommend(user, { context: { device, hour: 12 }, k: 6, filterSeen: false });
    assert.deepEqual(new Set(list.map(({ item }) => Number(item.slice(1)) % 2)), new Set([good]));
  }
});

test('clicks: with logistic loss, the score is the log-odds, and the context decides it', async () => {
  const random = new RandomState(2);
  const rows = Array.from({ length: 1200 }, (_, n) => {
    const [user, item] = [n % 40, Math.floor(n / 40)];
    const device = random.interval(1);
    const likely = item % 2 === device ? 0.8 : 0.1;
    return {
      user: `u${user}`,
      item: `i${item}`,
      rating: random.random() < likely ? 1 : 0,
      context: { device: ['phone', 'tv'][device] },
    };
  });
  const clicks = Interactions.fromRows(rows as Iterable<RatingRow>, { scale: { min: 0, max: 1 } });
  const model = await new FactorizationMachine({
    solver: 'adam',
    loss: 'logistic',
    context: true,
    factors: 4,
    epochs: 40,
    reg: 5,
    ratedPairs: false,
    batchSize: 600,
    learningRate: 0.05,
  }).fit(clicks);
  assert.deepEqual([model.can.rates, model.can.foldsIn], [false, false]);
  const chance = (item: number, device: string) => {
    const scores = model.scoresOf(userId('u0'), { context: { device } });
    return 1 / (1 + Math.exp(-scores[clicks.items.require(itemId(`i${item}`))]));
  };
  const mean = (parity: number, device: string) =>
    Array.from({ length: 15 }, (_, n) => chance(2 * n + parity, device)).reduce(
      (sum, value) => sum + value / 15,
      0,
    );
  close(mean(0, 'phone'), 0.8, 0.1);
  close(mean(0, 'tv'), 0.1, 0.1);
  close(mean(1, 'tv'), 0.8, 0.1);
  close(mean(1, 'phone'), 0.1, 0.1);
});

test('choices: where nobody said no, random items count as not chosen', async () => {
  const rows = Array.from({ length: 30 }, (_, user) =>
    Array.from({ length: 8 }, (_, n) => [`u${user}`, `i${2 * n + (user % 2)}`] as const).filter(
      (_, n) => n !== user % 8,
    ),
  );
  const choices = Interactions.fromRows(rows.flat());
  const model = await new FactorizationMachine({
    solver: 'adam',
    loss: 'logistic',
    factors: 4,
    epochs: 60,
    reg: 0.3,
    batchSize: 1000,
    learningRate: 0.1,
  }).fit(choices);
  for (const user of [0, 1, 6, 7]) {
    const [first] = model.recommend(userId(`u${user}`));
    assert.equal(first.item, `i${2 * (user % 8) + (user % 2)}`, 'the one of its kind that the user lacks');
  }
});

test('play counts: with logistic loss, random items count as not chosen there, too', async () => {
  const rows = Array.from({ length: 30 }, (_, user) =>
    Array.from(
      { length: 8 },
      (_, n) => [`u${user}`, `i${2 * n + (user % 2)}`, 1 + 9 * (n % 2)] as const,
    ).filter((_, n) => n !== user % 8),
  );
  const plays = Interactions.fromRows(rows.flat(), { scale: { min: 1, max: Number.POSITIVE_INFINITY } });
  const options = { solver: 'adam', loss: 'logistic', factors: 4, epochs: 60, reg: 0.3 } as const;
  const model = await new FactorizationMachine({ ...options, batchSize: 1000, learningRate: 0.1 }).fit(plays);
  for (const user of [0, 1, 6, 7]) {
    const [first] = model.recommend(userId(`u${user}`));
    assert.equal(first.item, `i${2 * (user % 8) + (user % 2)}`, 'the one of its kind that the user lacks');
  }
});

test('logistic loss without a rating that is high enough is refused', async () => {
  const low = Interactions.fromRows([
    ['a', 'x', 3],
    ['b', 'y', 1],
  ]);
  await assert.rejects(new FactorizationMachine({ solver: 'adam', loss: 'logistic' }).fit(low), {
    name: 'OptionError',
    message: "FactorizationMachine: with loss 'logistic', some ratings must reach 4, but the highest is 3",
  });
});

test('logistic loss with another solver is refused, by name', () => {
  for (const solver of ['gibbs', 'als'] as const) {
    assert.throws(() => new FactorizationMachine({ loss: 'logistic', solver }), {
      name: 'OptionError',
      message: `FactorizationMachine: loss 'logistic' needs solver 'adam', got '${solver}'`,
    });
  }
});

test('user features: a user without ratings is predicted from them, and terms name them', async () => {
  const rows = Array.from({ length: 40 }, (_, user) =>
    Array.from(
      { length: 10 },
      (_, item) => [`u${user}`, `i${item}`, (user + item) % 2 === 0 ? 5 : 1] as const,
    ),
  );
  const told = Array.from({ length: 42 }, (_, user) => ({
    user: `u${user}`,
    words: [user % 2 === 0 ? 'सम' : 'odd'],
  }));
  const table = Interactions.fromRows(rows.flat()).withUserFeatures(userFeatures(told));
  const model = await new FactorizationMachine({
    ratedPairs: false,
    factors: 4,
    epochs: 60,
  }).fit(table);
  const scores = (user: string) =>
    ['i0', 'i1'].map((item) => model.predict(userId(user), itemId(item)).score);
  const [even, odd] = [scores('u40'), scores('u41')];
  assert.ok(even[0] > even[1] + 2 && odd[1] > odd[0] + 2, `${even} ${odd}`);
  const { terms, score } = model.explain(userId('u40'), itemId('i0'));
  assert.ok(terms.some(({ kind, feature }) => kind === 'taste' && feature === 'सम'));
  close(sumOfTerms(terms), score, 1e-5);
  const visitor = model.foldIn([], { user: userId('u2') });
  close(visitor.predict(itemId('i0')).score, model.predict(userId('u2'), itemId('i0')).score, 0.5);
  close(sumOfTerms(visitor.explain(itemId('i0')).terms), visitor.predict(itemId('i0')).score, 1e-5);
});

test('a folded-in user is scored like a fitted one, by every solver that folds in', async () => {
  const board = checkerboard(20);
  for (const options of [
    { epochs: 60 },
    { solver: 'als', reg: 2 },
    { solver: 'adam', reg: 2, batchSize: 400, learningRate: 0.05 },
  ] as const) {
    const model = await new FactorizationMachine({ factors: 4, ...options }).fit(board);
    for (const user of [...board.users].slice(0, 5)) {
      const [fitted, folded] = [model.scoresOf(user), model.foldIn([], { user }).scoresOf()];
      for (const [item, score] of fitted.entries()) close(folded[item], score, 0.3);
      const { terms, score } = model.explain(user, itemId('i3'));
      close(sumOfTerms(terms), score, 1e-5);
    }
  }
});

test('two context columns, categories and numbers: the mean context is the mean over the train set', async () => {
  const world = contextWorld();
  const model = await new FactorizationMachine({ context: true, epochs: 30, factors: 3 }).fit(world);
  const [user, item] = [[...world.users][3], [...world.items][2]];
  const inContexts = Array.from(world, ({ context }) => model.predict(user, item, { context }).score);
  const mean = inContexts.reduce((sum, score) => sum + score / inContexts.length, 0);
  close(model.predict(user, item).score, mean, 1e-4);
});

test('als, adam, and other kinds of models come back from JSON', async () => {
  for (const solver of ['als', 'adam'] as const) {
    const toy = toyRatings();
    const model = await new FactorizationMachine({ context: true, solver, epochs: 5 }).fit(toy);
    const back = modelFromJson(JSON.parse(JSON.stringify(model)));
    const [user] = toy.users;
    assert.deepEqual(back.recommend(user), model.recommend(user));
    assert.throws(() => model.checkState(model.train, { ...model.state, factors: 9 }), {
      name: 'DataError',
      message: 'model JSON: state.factors of FactorizationMachine must be 10, got 9',
    });
  }
});

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}
