/** A fit of a network can be stopped wherever it is: at once, and without leaving anything behind. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { countTensors, withTensors } from '../../../lib/math/tensors/tensors';
import { createModel } from '../../../lib/models/registry';
import type { FitProgress } from '../../../lib/recommender/model';
import { generateRatings } from '../../../lib/simulation/generate';

const TABLE = generateRatings({ users: 60, items: 60, ratings: 600, seed: 2 });
const REASON = new Error('enough');
/** Two epochs of one batch each, on half of the examples, judged by the other half; then again on all of them. */
const TWICE = { epochs: 2, patience: 2, batchSize: 1e6, holdOut: 0.5, factors: 4, seed: 1 };

const CASES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  GMF: {},
  'GMF on ratings': { task: 'ratings' },
  'GMF with negatives': { loss: 'logistic', negatives: 2 },
  MLP: { layers: [4] },
  'NeuMF with pre-training': { layers: [4], mlpFactors: 4, pretrain: true },
  MultVAE: { hidden: 8 },
  TwoTower: { userIds: true },
  LightGCN: {},
};

/** A signal that is aborted at a fit's n-th look at it. */
function abortedAtLook(n: number) {
  const controller = new AbortController();
  const { signal } = controller;
  const seen = { looks: 0, signal };
  signal.throwIfAborted = () => {
    if (++seen.looks === n) controller.abort(REASON);
    AbortSignal.prototype.throwIfAborted.call(signal);
  };
  return seen;
}

/** A fit looks at its signal at most every tenth of a second; now, whenever it could. */
function withoutPauses(t: TestContext): void {
  let ms = 0;
  t.mock.method(performance, 'now', () => {
    ms += 1000;
    return ms;
  });
}

for (const [what, options] of Object.entries(CASES)) {
  test(`${what}: before, in, and after each batch, while validating, and in the second fit`, async (t) => {
    withoutPauses(t);
    const model = createModel(what.split(' ')[0], { ...TWICE, ...options });
    const steps: FitProgress[] = [];
    const never = abortedAtLook(0);
    await model.fit(TABLE, { signal: never.signal, onProgress: (step) => steps.push(step) });
    const fitted = JSON.stringify(model);
    const before = countTensors();

    // A look before the fit; one when it is the training's turn; in each epoch, one after the batch and one at the end,
    // and, with held-out examples, one after their block. In both trainings of a pair network, one after the initial rows of
    // each table; the third one of a pre-training starts from those of the others.
    const networks = options.pretrain ? 3 : 1;
    const judged = steps.filter(({ validation }) => validation).length;
    assert.equal(judged, 2 * networks);
    const initial = /GMF|MLP|NeuMF/.test(what) ? 2 * 2 * Math.min(networks, 2) : 0;
    assert.equal(never.looks, 1 + 2 * networks + initial + 3 * judged + 2 * (steps.length - judged));

    for (let look = 1; look <= never.looks; look++) {
      const { signal } = abortedAtLook(look);
      await assert.rejects(model.fit(TABLE, { signal }), REASON, `look ${look}`);
      assert.equal(model.isFitted, false);
      assert.equal(countTensors(), before, `look ${look}`);
    }
    assert.equal(JSON.stringify(await model.fit(TABLE)), fitted);
  });
}

test('TwoTower: an update that is aborted at any of its users changes nothing', async (t) => {
  withoutPauses(t);
  const model = createModel('TwoTower', { ...TWICE, epochs: 1, holdOut: 0 });
  await model.fit(TABLE);
  const fitted = JSON.stringify(model);
  const updates = ['new', ...TABLE.users].slice(0, 3).map((user) => [user, 'new', 5] as const);
  for (let look = 1; look <= 1 + updates.length; look++) {
    const { signal } = abortedAtLook(look);
    await assert.rejects(model.update(updates, { signal }), REASON, `look ${look}`);
    assert.equal(JSON.stringify(model), fitted);
  }
  await model.update(updates);
  assert.notEqual(JSON.stringify(model), fitted);
});

// One for each place that opens a scope.
for (const name of ['GMF', 'MultVAE', 'TwoTower']) {
  test(`${name}: aborted while another fit has its turn, a fit doesn't wait for it`, async () => {
    let free = (): void => {};
    let isFree = false;
    const other = withTensors(
      () =>
        new Promise<void>((resolve) => {
          free = resolve;
        }),
    );
    const controller = new AbortController();
    const model = createModel(name, TWICE);
    const fit = model.fit(TABLE, { signal: controller.signal });
    setTimeout(() => controller.abort(REASON), 20);
    const later = setTimeout(() => {
      isFree = true;
      free();
    }, 60_000);
    await assert.rejects(fit, REASON);
    assert.equal(isFree, false, 'it waited');
    clearTimeout(later);
    // Nor does the next one start before its turn.
    let started = false;
    const next = withTensors(() => {
      started = true;
    });
    await new Promise(setImmediate);
    assert.equal(started, false);
    free();
    await Promise.all([other, next]);
  });
}
