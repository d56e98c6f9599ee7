/** What is compared: the same model in our words and in Surprise's, and what is wanted. */
import type { GeneratorOptions } from '../../lib/simulation/generate';
import type { Case, Rows, Theirs } from './case';
import { NEURAL_CASES } from './neural-cases';
import type { OurWork } from './our-side';
import { RANKING_CASES } from './ranking-cases';
import { factorsInSurprise, neighborsInSurprise, ourModel, samplerInMyFM } from './same-models';

/** How many test rows the growth cases have: prediction is to be compared, not to fill the time. */
export const GROWTH_TEST_ROWS = 20_000;

/**
 * 1, 10, 100 and 250 times the ratings of MovieLens 100K, with 100 ratings per user at each size, so that what grows is
 * only their number. At 100x users by items would take 6.8 GB.
 */
export const SIZES: Readonly<Record<Exclude<Rows, 'tutorial'>, GeneratorOptions>> = Object.freeze({
  '1x': { users: 1000, items: 1700, ratings: 100_000 },
  '10x': { users: 10_000, items: 5400, ratings: 1_000_000 },
  '100x': { users: 100_000, items: 17_000, ratings: 10_000_000 },
  '250x': { users: 250_000, items: 27_000, ratings: 25_000_000 },
});

/** Models that do the same steps must agree, SVD with the same seed too; see the table in the README. */
const EQUAL = 0.0002;
/** Models that take other steps may differ by what another seed makes of them: two deviations over seeds. */
const SEED_NOISE = { svdpp: 0.002, nmf: 0.0064 };

const SVD_THEIRS = factorsInSurprise('SVD');
const ITEM_KNN_THEIRS = neighborsInSurprise('KNNBaseline item pearson_baseline');

const GRID = {
  ours: { learningRate: [0.002, 0.005, 0.01], reg: [0.02, 0.05, 0.1] },
  theirs: { lr_all: [0.002, 0.005, 0.01], reg_all: [0.02, 0.05, 0.1] },
};

/** Whose program it is. */
export function programOf(work: Theirs): 'Surprise' | 'NumPy' | 'implicit' | 'myFM' | 'Keras' | 'PyTorch' {
  if ('network' in work) return work.library;
  if ('sampler' in work) return work.sampler;
  if (!('ranker' in work) || work.ranker === 'SVD') return 'Surprise';
  return work.ranker === 'EASE' ? 'NumPy' : 'implicit';
}

/** What is to take ten times as long for ten times the ratings, and as much memory as estimated. */
const GROWING: readonly OurWork[] = [
  { model: 'ALS', options: { factors: 20, epochs: 10 }, tensors: true, estimated: true },
  { model: 'ImplicitALS', options: {}, tensors: false, fitOnly: true, estimated: true },
  { model: 'ItemKNN', options: { neighbors: 100 }, tensors: false, fitOnly: true, estimated: true },
  { model: 'SVD', options: {}, tensors: false, fitOnly: true, estimated: true },
];

/** In the order in which they run. */
export const CASES: readonly Case[] = Object.freeze([
  {
    group: 'knn',
    label: 'KNNBasic user cosine',
    rows: 'tutorial',
    ours: ourModel('KNNBasic user cosine', { tensors: false }),
    theirs: neighborsInSurprise('KNNBasic user cosine'),
    target: { ratio: 10, rmseSlack: EQUAL },
  },
  {
    group: 'knn',
    label: 'KNNBaseline item pearson_baseline',
    rows: 'tutorial',
    ours: ourModel('KNNBaseline item pearson_baseline', { tensors: false }),
    theirs: ITEM_KNN_THEIRS,
    target: { ratio: 10, rmseSlack: EQUAL },
  },
  {
    group: 'svd',
    label: 'SVD',
    rows: 'tutorial',
    ours: ourModel('SVD', { tensors: false }),
    theirs: SVD_THEIRS,
    target: { ratio: 1, rmseSlack: EQUAL },
  },
  {
    group: 'svdpp',
    label: 'SVD++',
    rows: 'tutorial',
    ours: ourModel('SVD++', { tensors: true }),
    theirs: factorsInSurprise('SVD++'),
    target: { ratio: 10, rmseSlack: SEED_NOISE.svdpp },
    pairs: 2,
  },
  {
    group: 'nmf',
    label: 'NMF',
    rows: 'tutorial',
    ours: ourModel('NMF', { tensors: true }),
    theirs: factorsInSurprise('NMF', ['factors', 'epochs']),
    target: { ratio: 1, rmseSlack: SEED_NOISE.nmf },
  },
  {
    group: 'als',
    label: "ALS, against Surprise's SVD",
    rows: 'tutorial',
    ours: ourModel('ALS', { tensors: true }),
    theirs: SVD_THEIRS,
    target: { ratio: 1, rmseSlack: -1 },
  },
  {
    group: 'bayesian',
    label: 'BayesianMF, against myFM with 512 sweeps',
    rows: 'tutorial',
    ours: ourModel('BayesianMF + side', { tensors: false }),
    theirs: samplerInMyFM('BayesianMF + side'),
    target: { ratio: 2, rmseSlack: 0, part: 'fit' },
    pairs: 1,
    note: 'both with which items a user rated and who rated an item',
  },
  gridCase(2),
  gridCase(1),
  ...RANKING_CASES,
  ...NEURAL_CASES,
  growthSvd('1x'),
  growthSvd('10x'),
  growthSvd('100x'),
  growthKnn('1x'),
  growthKnn('10x'),
  growthKnn('100x'),
  ...GROWING.flatMap((model) => (['10x', '100x', '250x'] as const).map((rows) => growthOurs(model, rows))),
  growthBayesian('1x'),
  growthBayesian('10x'),
  {
    group: 'growth',
    label: 'SVD with 100,000 factors, 100x',
    rows: '100x',
    ours: { model: 'SVD', options: { factors: 100_000 }, tensors: false },
    target: {},
    pairs: 1,
    note: 'must be refused before anything is allocated',
  },
]);

function gridCase(jobs: number): Case {
  return {
    group: 'grid',
    label: `3 x 3 SVD grid, 3 folds, n_jobs=${jobs}`,
    rows: 'tutorial',
    ours: { ...ourModel('SVD', { tensors: false }), grid: GRID.ours, folds: 3, workers: jobs },
    theirs: { ...factorsInSurprise('SVD', ['factors', 'epochs']), grid: GRID.theirs, folds: 3, jobs },
    target: { ratio: 2, rmseSlack: EQUAL },
    pairs: 1,
    note: 'with the start of the workers, the fit and the test of the winner; as many workers here as jobs there',
  };
}

function growthSvd(rows: Exclude<Rows, 'tutorial'>): Case {
  return {
    group: 'growth',
    label: `SVD, ${rows}, against Surprise`,
    rows,
    ours: ourModel('SVD', { tensors: false }),
    theirs: SVD_THEIRS,
    slowTheirs: rows === '100x',
    slowOurs: rows === '100x', // ours alone is in GROWING
    target: { ratio: 1, rmseSlack: EQUAL },
    pairs: 1,
  };
}

function growthOurs(ours: OurWork, rows: Exclude<Rows, 'tutorial'>): Case {
  return {
    group: 'growth',
    label: `${ours.model}, ${rows}`,
    series: ours.model,
    rows,
    ours,
    slowOurs: rows === '250x',
    target: { part: 'fit', memorySlack: 0.2 },
    pairs: 1,
  };
}

function growthKnn(rows: Exclude<Rows, 'tutorial'>): Case {
  return {
    group: 'growth',
    label: `KNNBaseline item, ${rows}`,
    rows,
    ours: ourModel('KNNBaseline item pearson_baseline', { tensors: false }),
    theirs: ITEM_KNN_THEIRS,
    slowTheirs: rows === '100x',
    slowOurs: rows === '100x',
    target: { rmseSlack: EQUAL },
    pairs: 1,
  };
}

/** Ours alone with a tenth of the epochs: memory, and time an epoch. */
function growthBayesian(rows: Exclude<Rows, 'tutorial'>): Case {
  const { options, ...work } = ourModel('BayesianMF + side', { tensors: false });
  return {
    group: 'growth',
    label: `BayesianMF, ${rows}, 20 epochs`,
    rows,
    ours: { ...work, options: { ...options, epochs: 20 } },
    target: {},
    pairs: 1,
  };
}
