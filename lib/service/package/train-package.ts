/** From ratings to a package that can be served: fits, calibrates, measures, and saves a model. */
import type { Film } from '../../data/movielens/film';
import type { Interactions } from '../../data/table/interactions';
import { BEST_FOR_STARS } from '../../evaluation/presets/best-models';
import { evaluateRanking } from '../../evaluation/ranking/evaluate-ranking';
import { evaluate } from '../../evaluation/ratings/evaluate';
import { trainTestSplit } from '../../evaluation/splits/train-test-split';
import { type ModelSpec, modelOf } from '../../models/registry';
import { VectorModel } from '../../models/shared/vector-model';
import type { FitOptions } from '../../recommender/model';
import type { TrainPart } from '../../recommender/saving/model-to-json';
import { type ConfidenceScale, calibrateConfidence, coverageOf } from '../served/confidence';
import { saveModel } from './model-package';
import type { PackageHeader, PackageWords } from './package-header';
import { checkTrainPart } from './save-package';

/** What `trainPackage` needs. */
export interface TrainPackageOptions extends FitOptions {
  /** Default: `BEST_FOR_STARS`. */
  readonly spec?: ModelSpec;
  /** The folder to save to. */
  readonly dir: string;
  /** For the header: `2026-11-24`. */
  readonly date: string;
  readonly films?: readonly Film[];
  /** For the header: see `PackageInfo`. */
  readonly fingerprint?: string;
  readonly words?: PackageWords;
  /** How much of the train set is saved: see `SaveInfo`. Default: all of it. */
  readonly train?: TrainPart;
  /** Receives a short description of each step. */
  readonly onNote?: (note: string) => void;
}

/**
 * Fits the model three times: on part of the train set, to calibrate intervals on the rest of it; on the whole train
 * set of an 80/20 split, to measure on the test set; and on all ratings, to be saved. So the metrics are those of a
 * model with a fifth less data.
 *
 * A model that only ranks has no intervals, and is measured by its lists.
 * @throws whatever `fit` and `saveModel` throw
 */
export async function trainPackage(
  ratings: Interactions,
  options: TrainPackageOptions,
): Promise<PackageHeader> {
  const {
    spec = BEST_FOR_STARS,
    dir,
    date,
    films = [],
    fingerprint,
    words,
    onNote,
    train,
    ...fitOptions
  } = options;
  const split = trainTestSplit(ratings);
  const { name, can } = modelOf(spec);
  checkTrainPart({ name, can }, train ?? 'rows');
  let confidence: ConfidenceScale | undefined;
  if (can.rates) {
    onNote?.('calibrating the prediction intervals');
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
  if (model instanceof VectorModel) await model.indexItems({ signal: fitOptions.signal });
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
      ...(train && { train }),
      ...(confidence && { confidence }),
    },
    films,
  );
}
