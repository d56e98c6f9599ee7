/** Fitting: errors before a fit, reproducibility, refitting, progress, and abortion. */
import assert from 'node:assert/strict';
import { DataError, LabError } from '../core/errors';
import { Interactions } from '../data/table/interactions';
import { countTensors, loadTensors } from '../math/tensors/tensors';
import type { FitProgress } from '../recommender/model';
import { NotFittedError } from '../recommender/model-errors';
import type { ContractCheck } from './contract-check';
import { answersOf } from './model-answers';
import { checkerboard, toyRatings } from './toy-ratings';

export const FIT_CHECKS: readonly ContractCheck[] = [
  {
    what: 'any call before fit throws NotFittedError',
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = subject.create();
      const { user, item } = toy.row(0);
      assert.throws(() => model.predict(user, item), NotFittedError);
      assert.throws(() => model.predictAll(pairs), NotFittedError);
      assert.throws(() => model.recommend(user), NotFittedError);
      assert.throws(() => model.scoresOf(user), NotFittedError);
      await assert.rejects(model.recommendAll(), NotFittedError);
      assert.throws(() => model.train, NotFittedError);
      assert.throws(() => model.similarItems(item), NotFittedError);
      assert.throws(() => model.similarUsers(user), NotFittedError);
      assert.throws(() => model.foldIn([]), NotFittedError);
    },
  },

  {
    what: 'fit returns the model and leaves the data untouched',
    run: async (subject) => {
      const { pairs } = subject;
      const table = toyRatings();
      const before = table.toColumns();
      const model = subject.create();
      assert.equal(await model.fit(table), model);
      answersOf(model, pairs);
      model.recommend(table.row(0).user);
      await model.recommendAll();
      assert.deepEqual(table.toColumns(), before);
      assert.equal(model.train, table);
    },
  },

  {
    what: 'a table without item features can be fitted',
    needs: { needsItemFeatures: false },
    run: async (subject) => {
      const table = withoutFeatures(subject.toy);
      assert.equal((await subject.create().fit(table)).train, table);
    },
  },

  {
    what: 'a table without item features is refused by a model that needs them',
    needs: { needsItemFeatures: true },
    run: async (subject) => {
      await assert.rejects(subject.create().fit(withoutFeatures(subject.toy)), DataError);
    },
  },

  {
    what: 'same seed, same answer',
    needs: { seeded: true },
    run: async (subject) => {
      const { toy, pairs } = subject;
      const again = await subject.create().fit(toy);
      assert.deepEqual(answersOf(again, pairs), answersOf(await subject.fitted(), pairs));
    },
  },

  {
    what: 'another seed, another answer',
    needsOption: 'seed',
    run: async (subject) => {
      const { toy, pairs } = subject;
      const one = await subject.create({ seed: 1 }).fit(toy);
      const other = await subject.create({ seed: 2 }).fit(toy);
      assert.notDeepEqual(answersOf(one, pairs).scores, answersOf(other, pairs).scores);
    },
  },

  {
    what: 'a second fit forgets the first',
    run: async (subject) => {
      const { toy, pairs } = subject;
      const model = await subject.create().fit(checkerboard(8));
      await model.fit(toy);
      assert.deepEqual(answersOf(model, pairs), answersOf(await subject.fitted(), pairs));
      assert.deepEqual([...model.train.items], [...toy.items]);
    },
  },

  {
    what: 'two fits leak no tensors',
    run: async (subject) => {
      const { toy, pairs } = subject;
      await loadTensorsIfInstalled();
      const before = countTensors();
      const model = await subject.create().fit(toy);
      await model.fit(toy);
      answersOf(model, pairs);
      model.recommend(toy.row(0).user);
      await model.recommendAll();
      assert.equal(countTensors(), before);
    },
  },

  {
    what: 'tensors do not pile up from epoch to epoch',
    needsOption: 'epochs',
    run: async (subject) => {
      const counts: number[] = [];
      const model = subject.create({ epochs: 4 });
      await model.fit(subject.toy, { onProgress: () => counts.push(countTensors()) });
      assert.ok(counts[3] <= counts[1], `tensors after each epoch: ${counts.join(', ')}`);
    },
  },

  {
    what: 'progress counts every epoch',
    needsOption: 'epochs',
    run: async (subject) => {
      const { toy } = subject;
      const epochs = 3;
      const seen: FitProgress[] = [];
      const model = subject.create({ epochs });
      await model.fit(toy, { onProgress: (progress) => seen.push(progress) });
      assert.deepEqual(
        seen.map(({ step, steps, model: name }) => [name, step, steps]),
        [1, 2, 3].map((step) => [model.name, step, epochs]),
      );
    },
  },

  {
    what: 'progress counts every step up to the last one',
    run: async (subject) => {
      const seen: FitProgress[] = [];
      const model = subject.create();
      await model.fit(subject.toy, { onProgress: (progress) => seen.push(progress) });
      assert.ok(seen.length > 0, 'a fit has at least one step');
      assert.deepEqual(
        seen.map(({ step, steps, model: name }) => [name, step, steps]),
        seen.map((_, n) => [model.name, n + 1, seen.length]),
      );
    },
  },

  {
    what: 'aborting between two epochs stops the fit, and the model is not fitted',
    needsOption: 'epochs',
    run: async (subject) => {
      const { toy } = subject;
      await loadTensorsIfInstalled();
      const before = countTensors();
      const model = await subject.create({ epochs: 4 }).fit(toy);
      const stop = new AbortController();
      const reason = new Error('enough');
      const fit = model.fit(toy, {
        signal: stop.signal,
        onProgress: ({ step }) =>
          step === 2 ? stop.abort(reason) : assert.ok(step < 2, 'the fit continued'),
      });
      await assert.rejects(fit, reason);
      assert.equal(model.isFitted, false);
      assert.equal(countTensors(), before);
    },
  },

  {
    what: 'aborting in a step stops the fit there, and the model is not fitted',
    run: async (subject) => {
      await loadTensorsIfInstalled();
      const before = countTensors();
      const model = await subject.another();
      assert.equal(model.isFitted, true);
      const stop = new AbortController();
      const reason = new Error('enough');
      const fit = model.fit(subject.toy, {
        signal: stop.signal,
        onProgress: ({ step }) => (step === 1 ? stop.abort(reason) : assert.fail('the fit continued')),
      });
      await assert.rejects(fit, reason);
      assert.equal(model.isFitted, false);
      assert.equal(countTensors(), before);
    },
  },

  {
    what: 'a signal that is already aborted stops the fit at once',
    run: async (subject) => {
      const { toy } = subject;
      const reason = new Error('enough');
      await assert.rejects(subject.create().fit(toy, { signal: AbortSignal.abort(reason) }), reason);
    },
  },
];

/** Where TensorFlow.js is not installed, nothing can leak. */
async function loadTensorsIfInstalled(): Promise<void> {
  try {
    await loadTensors();
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'PACKAGE') throw error;
  }
}

function withoutFeatures(table: Interactions): Interactions {
  return Interactions.fromRows(table, { scale: table.scale });
}
