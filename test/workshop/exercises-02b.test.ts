import { pairedBootstrap } from '../../lib/evaluation/intervals/bootstrap';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { SVD } from '../../lib/models/factors/svd';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { MeanRating } from '../../lib/models/simple/mean-rating';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

const ratings = syntheticRatings();
const split = trainTestSplit(ratings, { seed: 1 });
const inner = trainTestSplit(split.train, { testSize: 0.1, seed: 1 });

examine('02b-1', {
  around: () => ({ split }),
  given: async () => ({
    meanRmse: 1.2,
    svd: await evaluate(new SVD({ factors: 4, epochs: 5, seed: 0 }), { split }),
  }),
  wrong: ({ svd }, { biases, share }) => [
    { biases, share: biases.row.rmse / svd.row.rmse },
    { biases, share: 100 * share },
    { biases, share: 1 / share },
  ],
  alsoRight: (_, { biases, share }) => [{ biases, share: Number(share.toFixed(2)) }],
});

const tuned = async () => {
  const models = [new MeanRating(), new MeanRating({ of: 'user' }), new BaselineOnly()];
  const svds = [new SVD({ factors: 2, epochs: 2, seed: 0 }), new SVD({ factors: 2, epochs: 9, seed: 0 })];
  const beyond = [];
  for (const [n, model] of [...models, ...svds].entries())
    beyond.push(await evaluate(model, { split, label: `${n}` }));
  return { beyond };
};

examine('02b-2', {
  given: tuned,
  wrong: ({ beyond }) => [
    pairedBootstrap({ a: beyond[4], b: beyond[4] }),
    pairedBootstrap({ a: beyond[4], b: beyond[2] }),
    pairedBootstrap({ a: beyond[3], b: beyond[4], samples: 100 }),
  ],
  alsoRight: ({ beyond }) => [pairedBootstrap({ a: beyond[3], b: beyond[4], over: 'items' })],
});

type Vectors = { mean: number; bu: number[]; bi: number[]; p: number[][]; q: number[][] };
type Rows = readonly { user: number; item: number; rating: number }[];

/** Written again, without a look at the exercise: what differs is what each mistake changes. */
function wrongly(mistake: 'climbs' | 'new p' | 'all errors first' | 'no penalty' | 'no biases') {
  return (
    { mean, bu, bi, p, q }: Vectors,
    rows: Rows,
    { learningRate, reg }: { learningRate: number; reg: number },
  ) => {
    const off = ({ user: u, item: i, rating }: Rows[number]) =>
      rating - mean - bu[u] - bi[i] - p[u].reduce((sum, x, f) => sum + x * q[i][f], 0);
    const early = rows.map(off);
    const pull = mistake === 'no penalty' ? 0 : reg;
    const rate = mistake === 'climbs' ? -learningRate : learningRate;
    rows.forEach((row, n) => {
      const { user: u, item: i } = row;
      const e = mistake === 'all errors first' ? early[n] : off(row);
      if (mistake !== 'no biases') {
        bu[u] = bu[u] + rate * e - rate * pull * bu[u];
        bi[i] = bi[i] + rate * e - rate * pull * bi[i];
      }
      const before = [...p[u]];
      p[u] = p[u].map((x, f) => x + rate * e * q[i][f] - rate * pull * x);
      const partner = mistake === 'new p' ? p[u] : before;
      q[i] = q[i].map((y, f) => y + rate * e * partner[f] - rate * pull * y);
    });
    return { mean, bu, bi, p, q };
  };
}

examine('02b-3', {
  given: () => undefined,
  wrong: () => (['climbs', 'new p', 'all errors first', 'no penalty', 'no biases'] as const).map(wrongly),
});

examine('02b-4', {
  given: async () => {
    const poor = await evaluate(new SVD({ factors: 4, epochs: 1, seed: 0 }), { split: inner });
    const svd = await evaluate(new SVD({ factors: 4, epochs: 1, reg: 0.02, seed: 0 }), { split });
    return { inner, svd, learned: [{ validation: poor.row.rmse }] };
  },
  wrong: async () => [
    await evaluate(new SVD({ factors: 4, epochs: 30, reg: 0.1, seed: 0 }), { split }),
    await evaluate(new BaselineOnly(), { split: inner }),
    await evaluate(new SVD({ factors: 4, epochs: 2, learningRate: 1e-6, reg: 0.02, seed: 0 }), {
      split: inner,
    }),
  ],
});

examinedAllOf('02b');
