/** From ratings to a package that can be served: fitted, measured, calibrated, saved. */
import type { Film } from '../../data/movielens/film';
import type { Interactions } from '../../data/table/interactions';
import { evaluateRanking } from '../../evaluation/ranking/evaluate-ranking';
import { evaluate } from '../../evaluation/ratings/evaluate';
import { type ModelSpec, modelOf } from '../../evaluation/search/model-spec';
import { trainTestSplit } from '../../evaluation/splits/train-test-split';
import type { FitOptions } from '../../recommender/model';
import { type ConfidenceScale, calibrateConfidence, coverageOf } from '../served/confidence';
import { saveModel } from './model-package';
import type { PackageHeader, PackageWords } from './package-header';

/** What makes the lists unless another model is named: the best one of README's table of rankings. */
export const LIST_SPEC: ModelSpec = Object.freeze({
  model: 'EASE',
  options: Object.freeze({ positiveFrom: null, weights: 'graded', reg: 250 }),
});

/** What predicts stars unless another model is named: the one that predicts MovieLens 100K best (`compare`'s `best`). */
export const DEFAULT_SPEC: ModelSpec = Object.freeze({
  model: 'ALS',
  options: Object.freeze({ epochs: 20, seed: 0 }),
});

/** What `trainPackage` needs. */
export interface TrainPackageOptions extends FitOptions {
  readonly spec?: ModelSpec;
  /** The folder to save to. */
  readonly dir: string;
  /** For the header: `2026-11-24`. */
  readonly date: string;
  readonly films?: readonly Film[];
  /** For the header: see `PackageInfo`. */
  readonly fingerprint?: string;
  readonly words?: PackageWords;
  /** Is told, in a sentence, what is being done. */
  readonly onNote?: (note: string) => void;
}

/**
 * Three fits of one model: on a part of the train part, whose other part calibrates the intervals; on the train
 * part of the split 80/20, whose test part measures; and on all ratings, which is what is saved. So the metrics are
 * those of a model with a fifth less to learn from, as always when the last model is fitted on everything.
 *
 * A model that only ranks has no intervals, and is measured by its lists.
 * @throws what `fit` and `saveModel` throw
 */
export async function trainPackage(
  ratings: Interactions,
  options: TrainPackageOptions,
): Promise<PackageHeader> {
  const { spec = DEFAULT_SPEC, dir, date, films = [], fingerprint, words, onNote, ...fitOptions } = options;
  const split = trainTestSplit(ratings);
  const { can } = modelOf(spec);
  let confidence: ConfidenceScale | undefined;
  if (can.rates) {
    onNote?.('calibrating: how far predictions are off');
    const inner = trainTestSplit(split.train, { seed: 1 });
    confidence = calibrateConfidence(await modelOf(spec).fit(inner.train, fitOptions), inner.test);
  }
  onNote?.(`measuring on ${split.name}`);
  const measured = modelOf(spec);
  const metrics: object[] = [];
  if (can.rates) {
    const { row } = await evaluate(measured, { split, ...fitOptions });
    metrics.push(confidence ? { ...row, coverage: coverageOf(measured, confidence, split.test) } : row);
  } else {
    metrics.push((await evaluateRanking(measured, { split, films, ...fitOptions })).row);
  }
  onNote?.('fitting on all ratings');
  const model = await modelOf(spec).fit(ratings, fitOptions);
  return saveModel(
    model,
    dir,
    {
      date,
      note: 'fitted on all ratings; metrics are those of the same model on the train part of the split',
      split: { name: split.name, seed: split.seed ?? null, hash: split.hash },
      metrics,
      ...(fingerprint && { fingerprint }),
      ...(words && { words }),
      ...(confidence && { confidence }),
    },
    films,
  );
}
