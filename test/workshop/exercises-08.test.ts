import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { FactorizationMachine } from '../../lib/models/context/factorization-machine';
import { generateInContext } from '../../lib/simulation/generate-in-context';
import { examine, examinedAllOf } from './examine';

const options = { factors: 2, epochs: 8 };
const morning = { device: 'phone', hour: '8', place: 'way' };
const evening = { device: 'tv', hour: '22', place: 'home' };

examine('08-1', {
  around: () => options,
  given: () => ({ seed: 42 }),
  wrong: async (_, { withContext, without }) => {
    const split = trainTestSplit(generateInContext({ seed: 42 }).ratings, { testSize: 0.2, seed: 0 });
    const real = await evaluate(new FactorizationMachine({ ...options, context: true }), { split });
    return [
      { withContext: real, without },
      { withContext, without: withContext },
      { withContext: without, without: withContext },
    ];
  },
});

examine('08-2', {
  given: async () => {
    const world = generateInContext({ users: 60, items: 40, ratings: 1000 });
    const aware = await new FactorizationMachine({ ...options, context: true }).fit(world.ratings);
    return { aware, someone: [...world.ratings.users][3], morning, evening, k: 9 };
  },
  wrong: ({ k }, common) => [k - common, common / k, k],
});

examine('08-3', {
  given: () => undefined,
  wrong: () => {
    const dot = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, f) => sum + value * b[f], 0);
    const pairs =
      (from: (j: number) => number, x: (row: readonly number[], j: number, l: number) => number) =>
      (w0: number, w: readonly number[], V: readonly (readonly number[])[], row: readonly number[]) => {
        let score = w0 + dot(w, row);
        for (let j = 0; j < row.length; j++) {
          for (let l = from(j); l < row.length; l++) score += dot(V[j], V[l]) * x(row, j, l);
        }
        return score;
      };
    const both = (row: readonly number[], j: number, l: number) => row[j] * row[l];
    return [
      pairs(
        (j) => j,
        () => 0,
      ),
      pairs((j) => j, both),
      pairs(
        () => 0,
        (row, j, l) => (j === l ? 0 : both(row, j, l)),
      ),
      pairs(
        (j) => j + 1,
        () => 1,
      ),
    ];
  },
});

examinedAllOf('08');
