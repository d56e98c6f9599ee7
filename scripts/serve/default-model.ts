/** The model that is served when no folder is named: trained once, then taken from the cache. */
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { filmFeatures } from '../../lib/data/film-features';
import { loadMovieLens100K } from '../../lib/data/movielens-100k';
import { versions } from '../../lib/evaluation/receipt';
import { modelEntry } from '../../lib/models/registry';
import { headerIn } from '../../lib/service/model-package';
import { DEFAULT_SPEC, trainPackage } from '../../lib/service/train-package';
import { cacheFolder } from '../bench/setup-tools';
import { fingerprint } from './fingerprint';

/** Which model is wanted. */
export interface DefaultModelOptions {
  /** A name of the registry. Default: that of `DEFAULT_SPEC`. */
  readonly train?: string;
  /** Trains even where the cache has it. Default false. */
  readonly retrain?: boolean;
  readonly note: (line: string) => void;
}

/** The folder of the model, made where it isn't there, or is of other data, options or code. */
export async function defaultModelDir({
  train,
  retrain = false,
  note,
}: DefaultModelOptions): Promise<string> {
  const isDefault = train === undefined || train === DEFAULT_SPEC.model;
  const spec = isDefault ? DEFAULT_SPEC : { model: train };
  const { films, source, ...movielens } = loadMovieLens100K();
  if (source.source === 'synthetic') note('The ratings are made up: no MovieLens could be fetched.');
  const ratings = movielens.ratings.withItemFeatures(filmFeatures(films)); // models of content need them
  const dir = path.join(cacheFolder(process.env), 'models', `${spec.model}-${ratings.hash().slice(0, 12)}`);
  const options = { ...modelEntry(spec.model).defaults, ...spec.options };
  const { lab, tfjs } = versions();
  const madeOf = fingerprint({ options, data: ratings.hash(), films, lab, tfjs });
  const header = await headerIn(dir).catch((error: unknown) => {
    if (error instanceof LabError) return undefined;
    throw error;
  });
  if (header?.fingerprint === madeOf && !retrain) {
    note(`The model ${header.model} of ${header.date} is in the cache; --retrain trains it anew.`);
    return dir;
  }
  if (header && !retrain) note('The model in the cache was made of other data, options or code.');
  const why = train === undefined ? 'No model was named: training' : 'Training';
  note(`${why} ${spec.model} on MovieLens 100K.`);
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const date = new Date().toISOString().slice(0, 10);
  const onNote = (step: string) => note(`  ${seconds()}  ${step}`);
  await trainPackage(ratings, { spec, dir, date, films, fingerprint: madeOf, onNote });
  note(`  ${seconds()}  saved to ${dir}`);
  return dir;
}
