/** Fits give the event loop its turns by the work done, not by users or items: see `FitRun.breathe`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../lib/data/table/interactions';
import { createModel } from '../../lib/models/registry';
import { FitRun } from '../../lib/recommender/fit-run';

/** One user who has rated all items. */
function oneUser(items: number): Interactions {
  const ids = Array.from({ length: items }, (_, n) => `i${n}`);
  return Interactions.fromColumns(
    {
      user: { ids: ['u'], indices: new Int32Array(items) },
      item: { ids, indices: Int32Array.from(ids, (_, n) => n) },
      rating: Float32Array.from(ids, (_, n) => 1 + (n % 5)),
    },
    { scale: { min: 1, max: 5 } },
  );
}

class CountedRun extends FitRun {
  breaths = 0;

  override async breathe(): Promise<void> {
    this.breaths++;
  }
}

interface Learning {
  learn(train: Interactions, run: FitRun): Promise<unknown>;
}

for (const [name, options, items, least] of [
  ['CoClustering', { epochs: 1 }, 400_000, 1],
  ['KNNBasic', { userBased: false, maxMegabytes: 300 }, 6_000, 8],
  ['SlopeOne', {}, 6_000, 8],
  ['FactorizationMachine', { epochs: 1, factors: 10 }, 2_000, 22],
  ['BayesianMF', { epochs: 1, factors: 100, samples: 1 }, 2_000, 180],
  ['BayesianMF', { epochs: 1, factors: 4, samples: 1 }, 200_000, 16],
] as const) {
  test(`${name} breathes within a step if a user has many ratings`, async () => {
    const run = new CountedRun(name, {});
    await (createModel(name, options) as unknown as Learning).learn(oneUser(items), run);
    assert.ok(run.breaths >= least, `${run.breaths} breaths`);
  });
}
