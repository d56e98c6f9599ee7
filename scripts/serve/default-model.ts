/** The model that is served when none is named: trained once, then taken from the cache. */
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { loadMovieLens100K } from '../../lib/data/movielens-100k';
import { versions } from '../../lib/evaluation/receipt';
import { modelEntry } from '../../lib/models/registry';
import { headerIn } from '../../lib/service/model-package';
import { DEFAULT_SPEC, trainPackage } from '../../lib/service/train-package';
import { cacheFolder } from '../bench/setup-tools';

/** The folder of the model, made where it isn't there, or is of other data, options or versions. */
export async function defaultModelDir(
  name: string | undefined,
  note: (line: string) => void,
): Promise<string> {
  const isDefault = name === undefined || name === DEFAULT_SPEC.model;
  const spec = isDefault ? DEFAULT_SPEC : { model: name };
  const { ratings, films, source } = loadMovieLens100K();
  if (source.source === 'synthetic') note('The ratings are made up: no MovieLens could be fetched.');
  const dir = path.join(cacheFolder(process.env), 'models', `${spec.model}-${ratings.hash().slice(0, 12)}`);
  const options = { ...modelEntry(spec.model).defaults, ...spec.options };
  const header = await headerIn(dir).catch((error: unknown) => {
    if (error instanceof LabError) return undefined;
    throw error;
  });
  const same =
    header !== undefined &&
    header.versions.lab === versions().lab &&
    header.versions.tfjs === versions().tfjs &&
    Object.entries(options).every(([option, value]) => header.options[option] === value);
  if (same) {
    note(`The model ${header.model} of ${header.date} is in the cache.`);
    return dir;
  }
  note(`No trained model was named: training ${spec.model} on MovieLens 100K.`);
  const started = performance.now();
  const date = new Date().toISOString().slice(0, 10);
  await trainPackage(ratings, {
    spec,
    dir,
    date,
    films,
    onNote: (step) => note(`  ${((performance.now() - started) / 1000).toFixed(1)} s  ${step}`),
  });
  note(`  ${((performance.now() - started) / 1000).toFixed(1)} s  saved to ${dir}`);
  return dir;
}
