/**
 * What content and hybrids are worth on MovieLens 100K: on warm pairs (the folds u1 to u5) and on films that nobody has
 * rated (a random tenth of the films held out, five times).
 *
 *     node --require tsx/cjs scripts/measure-hybrids.ts [--warm] [--cold]
 *
 * Weights and the switching point are chosen on a part of each train set: the test parts are looked at once.
 */
import { filmFeatures } from '../lib/data/film-features';
import { loadMovieLens100K } from '../lib/data/movielens-100k';
import { pairedBootstrap } from '../lib/evaluation/bootstrap';
import { type Evaluation, evaluate } from '../lib/evaluation/evaluate';
import { gridSearch } from '../lib/evaluation/grid-search';
import { type ModelSpec, modelOf } from '../lib/evaluation/model-spec';
import { canonicalFolds } from '../lib/evaluation/splits/canonical-folds';
import { coldItems } from '../lib/evaluation/splits/cold-items';
import type { Split } from '../lib/evaluation/splits/split';
import { chooseWeight } from '../lib/evaluation/weight-curve';

const SVD = { model: 'SVD', options: { seed: 0 } };
const CF = { model: 'ALS', options: { seed: 0 } };
const FEATURES = { model: 'FeatureFactors', options: { seed: 0 } };
const CONTENT = { model: 'ContentRidge' };
const KNN = { model: 'KNNBaseline', options: { similarity: 'pearson_baseline', userBased: false } };

async function main(): Promise<void> {
  const { ratings, films } = loadMovieLens100K();
  const table = ratings.withItemFeatures(filmFeatures(films));
  const both = !process.argv.includes('--warm') && !process.argv.includes('--cold');
  if (both || process.argv.includes('--warm')) {
    console.log('\nWarm pairs: u1 to u5, RMSE');
    await measure([...canonicalFolds(table)], warmModels, [
      ['tutorial, w = 0.3', 'SVD'],
      ['SVD + ContentRidge', 'SVD'],
      ['SVD + ContentRidge', 'tutorial, w = 0.3'],
      ['ALS + ContentRidge', 'ALS'],
      ['FeatureFactors + ContentRidge', 'FeatureFactors'],
      ['Stacked', 'FeatureFactors'],
      ['Stacked', 'ALS'],
      ['FeatureFactors', 'ALS'],
      ['ALS, else ContentRidge', 'ALS'],
    ]);
  }
  if (both || process.argv.includes('--cold')) {
    console.log('\nCold items: a tenth of the films held out, seeds 0 to 4, RMSE');
    const splits = [0, 1, 2, 3, 4].map((seed) => coldItems(table, { share: 0.1, seed }));
    await measure(splits, coldModels, [
      ['ContentProfile', 'mean of the user'],
      ['ContentRidge', 'mean of the user'],
      ['ContentRidge', 'BaselineOnly'],
      ['FeatureFactors', 'mean of the user'],
      ['ALS, else ContentRidge', 'mean of the user'],
      ['Stacked', 'mean of the user'],
    ]);
  }
}

async function warmModels(split: Split): Promise<ModelSpec[]> {
  const alsWeight = await chooseWeight(split, { cf: CF, content: CONTENT });
  const featureWeight = await chooseWeight(split, { cf: FEATURES, content: CONTENT });
  const svdWeight = await chooseWeight(split, { cf: SVD, content: CONTENT });
  const tutorial = {
    cf: SVD,
    content: { model: 'MeanRating', options: { of: 'item', damping: 0 } },
  };
  const switched = await gridSearch(split, {
    model: 'SwitchingHybrid',
    fixed: { cf: CF, fallback: CONTENT, by: 'item' },
    grid: { switchAt: [0, 1, 2, 3, 5, 8, 12, 20] },
    workers: 1,
  });
  const { switchAt } = switched.best.options;
  console.log(
    `${split.name}: weights ${svdWeight.weight} (SVD), ${alsWeight.weight} (ALS), ${featureWeight.weight} (FeatureFactors), switchAt ${switchAt}`,
  );
  return [
    { label: 'BaselineOnly', model: 'BaselineOnly' },
    { label: 'ContentProfile', model: 'ContentProfile' },
    { label: 'ContentRidge', ...CONTENT },
    { label: 'SVD', ...SVD },
    { label: 'tutorial, w = 0.3', model: 'WeightedHybrid', options: { ...tutorial, weight: 0.3 } },
    { label: 'KNNBaseline', ...KNN },
    { label: 'ALS', ...CF },
    { label: 'FeatureFactors', ...FEATURES },
    weighted('SVD + ContentRidge', SVD, svdWeight.weight),
    weighted('ALS + ContentRidge', CF, alsWeight.weight),
    weighted('FeatureFactors + ContentRidge', FEATURES, featureWeight.weight),
    switching(Number(switchAt)),
    { label: 'Stacked', model: 'StackedHybrid', options: { members: [FEATURES, KNN, CONTENT] } },
  ];
}

async function coldModels(): Promise<ModelSpec[]> {
  return [
    { label: 'mean of all', model: 'MeanRating', options: { of: 'all' } },
    { label: 'mean of the user', model: 'MeanRating', options: { of: 'user' } },
    { label: 'BaselineOnly', model: 'BaselineOnly' },
    { label: 'ALS', ...CF },
    { label: 'ContentProfile', model: 'ContentProfile' },
    { label: 'ContentRidge', ...CONTENT },
    { label: 'FeatureFactors', ...FEATURES },
    weighted('ALS + ContentRidge, w = 0.3', CF, 0.3),
    switching(5),
    { label: 'Stacked', model: 'StackedHybrid', options: { members: [FEATURES, KNN, CONTENT] } },
  ];
}

function weighted(label: string, cf: ModelSpec, weight: number): ModelSpec {
  return { label, model: 'WeightedHybrid', options: { cf, content: CONTENT, weight } };
}

function switching(switchAt: number): ModelSpec {
  const options = { cf: CF, fallback: CONTENT, by: 'item', switchAt };
  return { label: 'ALS, else ContentRidge', model: 'SwitchingHybrid', options };
}

/** RMSE of each model on each split, their mean, and the differences of the pairs with an interval on each split. */
async function measure(
  splits: readonly Split[],
  models: (split: Split) => Promise<ModelSpec[]>,
  pairs: readonly (readonly [a: string, b: string])[],
): Promise<void> {
  const results: Map<string, Evaluation>[] = [];
  for (const split of splits) {
    const ofSplit = new Map<string, Evaluation>();
    for (const spec of await models(split)) {
      const label = spec.label ?? spec.model;
      ofSplit.set(label, await evaluate(modelOf(spec), { split, label }));
    }
    results.push(ofSplit);
  }
  for (const label of results[0].keys()) {
    const rmse = results.map((ofSplit) => (ofSplit.get(label) as Evaluation).row.rmse);
    const mean = rmse.reduce((sum, value) => sum + value, 0) / rmse.length;
    console.log(
      `${label.padEnd(32)} ${mean.toFixed(4)}   ${rmse.map((value) => value.toFixed(4)).join(' ')}`,
    );
  }
  for (const [a, b] of pairs) {
    const words = results.map((ofSplit) => {
      const options = { a: ofSplit.get(a) as Evaluation, b: ofSplit.get(b) as Evaluation };
      const { difference } = pairedBootstrap(options);
      return `${difference.value.toFixed(4)} (${difference.low.toFixed(4)} to ${difference.high.toFixed(4)})`;
    });
    console.log(`${a} − ${b}: ${words.join(', ')}`);
  }
}

void main();
