/** The models that are served when no folder is named: trained once, then taken from the cache. */
import { access, constants, mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { filmFeatures } from '../../lib/data/movielens/film-features';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { BEST_FOR_LISTS, BEST_FOR_STARS } from '../../lib/evaluation/presets/best-models';
import { labeledModel } from '../../lib/evaluation/presets/labeled-model';
import { versions } from '../../lib/evaluation/receipt';
import { modelEntry } from '../../lib/models/registry';
import type { TrainPart } from '../../lib/recommender/saving/model-to-json';
import { headerIn } from '../../lib/service/package/model-package';
import { trainPackage } from '../../lib/service/package/train-package';
import { cacheFolder } from '../setup/context';
import { fingerprint } from './fingerprint';

/** The folders of what is served: the model for lists, and the one for stars, if it is another. */
export interface ModelDirs {
  readonly lists: string;
  readonly stars?: string;
}

/** Which model is wanted. */
export interface DefaultModelOptions {
  /** A name of the registry, which is then served alone. Default: one for lists and one for stars. */
  readonly train?: string;
  /** How much of the ratings is saved with it. Default `rows`: all. */
  readonly keep?: TrainPart;
  /** Trains even where the cache has it. Default false. */
  readonly retrain?: boolean;
  readonly note: (line: string) => void;
}

/** The folders of the models, made where they aren't there, or are of other data, options or code. */
export async function defaultModelDirs(options: DefaultModelOptions): Promise<ModelDirs> {
  if (options.train !== undefined) return { lists: await modelDir(options.train, options) };
  // One after the other: each uses all cores.
  const lists = await modelDir(BEST_FOR_LISTS.model, options);
  return { lists, stars: await modelDir(BEST_FOR_STARS.model, options) };
}

/** What the page says of MovieLens. */
const WORDS = { one: 'film', many: 'films', did: 'watched', heading: 'What to watch', example: 'star wars' };

async function modelDir(
  name: string,
  { train, keep = 'rows', retrain = false, note }: DefaultModelOptions,
): Promise<string> {
  const spec =
    [BEST_FOR_LISTS, BEST_FOR_STARS].find(({ model }) => model === name) ?? labeledModel(name, name);
  const { films, source, ...movielens } = loadMovieLens100K();
  if (source.source === 'synthetic')
    note('The ratings are synthetic, because MovieLens could not be downloaded.');
  const ratings = movielens.ratings.withItemFeatures(filmFeatures(films)); // models of content need them
  const dir = path.join(
    cacheFolder(process.env),
    'models',
    `${spec.model}-${ratings.hash().slice(0, 12)}${keep === 'rows' ? '' : `-${keep}`}`,
  );
  const options = { ...modelEntry(spec.model).defaults, ...spec.options };
  const { lab, tfjs } = versions();
  const madeOf = fingerprint({ options, data: ratings.hash(), films, words: WORDS, keep, lab, tfjs });
  const header = await headerIn(dir).catch((error: unknown) => {
    if (error instanceof LabError) return undefined;
    throw error;
  });
  if (header?.fingerprint === madeOf && !retrain) {
    note(`The model ${header.model} of ${header.date} is cached; use --retrain to train it again.`);
    return dir;
  }
  if (header && !retrain) note('The cached model was made from other data, options or code.');
  await makeFolder(dir); // before the work, not after it
  const what = name === BEST_FOR_LISTS.model ? ' for lists' : ' for stars';
  note(`Training ${spec.model}${train === undefined ? what : ''} on MovieLens 100K.`);
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const date = new Date().toISOString().slice(0, 10);
  const onNote = (step: string) => note(`  ${seconds()}  ${step}`);
  await trainPackage(ratings, {
    spec,
    dir,
    date,
    films,
    words: WORDS,
    fingerprint: madeOf,
    train: keep,
    onNote,
  });
  note(`  ${seconds()}  saved to ${dir}`);
  return dir;
}

/** @throws LabError for a cache that can't be written */
async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (error) {
    throw new LabError(
      'FILE',
      `the cache ${cacheFolder(process.env)} can't be written (${(error as Error).message}); set XDG_CACHE_HOME to a folder that can`,
    );
  }
}
