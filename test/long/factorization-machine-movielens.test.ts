/** The factorization machine on MovieLens 100K. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { canonicalFold } from '../../lib/evaluation/splits/canonical-folds';
import { FactorizationMachine } from '../../lib/models/context/factorization-machine';
import { withoutMovieLens } from '../fixtures/movielens';

test('MovieLens: ids and rated pairs, after a tenth of the sweeps that it takes', {
  skip: withoutMovieLens(),
}, async () => {
  // `epochs: 512, samples: 100` reaches 0.8897, where myFM's 512 sweeps reach 0.8888; seed 0 gives 0.8954 here.
  const split = canonicalFold(loadMovieLens100K().ratings, 'u1');
  const { row } = await evaluate(new FactorizationMachine({ epochs: 30 }), { split });
  assert.ok(row.rmse > 0.892 && row.rmse < 0.899, `${row.rmse}`);
});
