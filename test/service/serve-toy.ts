/** A toy model and a service of it, for the tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after } from 'node:test';
import { type ItemId, itemId } from '../../lib/core/ids';
import { createModel, type RegisteredModel } from '../../lib/models/registry';
import { loadModel, saveModel } from '../../lib/service/package/model-package';
import { createService, type Service, type ServiceOptions } from '../../lib/service/service';
import { toyRatings } from '../../lib/testing/toy-ratings';

export const TOY_FILMS = Array.from({ length: 11 }, (_, n) => ({
  id: itemId(`i${n}`) as ItemId,
  title: `${['Amélie', 'Star Wars', 'The Star'][n % 3]} ${n} (199${n % 10})`,
  year: 1990 + (n % 10),
  genres: [['Comedy'], ['Sci-Fi', 'War'], ['Drama']][n % 3],
}));

export const CONFIDENCE = {
  coverage: 0.8,
  weights: [0.5, 0, 0, 0, 0],
  stretch: 1.5,
  high: 1,
  medium: 1.5,
  rows: 100,
};

/** For the source of a stream: feedback is answered when lists follow it, however busy the machine is. */
export const PATIENT = { effectWithin: 60_000 };

/** A folder that is gone when the tests of the file are done. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'recommender-lab-service-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A fitted toy model in a folder. KNNBasic of items needs no tensors, folds in, rates and finds similar items. */
export async function saveToy(
  dir: string,
  name = 'KNNWithMeans',
  options: Readonly<Record<string, unknown>> = name.startsWith('KNN') ? { userBased: false } : {},
): Promise<RegisteredModel> {
  const model = await createModel(name, options).fit(toyRatings());
  const confidence = model.can.rates ? CONFIDENCE : undefined;
  await saveModel(model, dir, { date: '2026-11-24', ...(confidence && { confidence }) }, TOY_FILMS);
  return model;
}

/** A service of a toy model that is loaded; closed after the tests of the file. */
export async function toyService(
  given: Partial<ServiceOptions> & { readonly model?: string; readonly options?: { epochs: number } } = {},
): Promise<Service & { readonly dir: string; readonly feedbackDir: string; readonly toy: RegisteredModel }> {
  const home = temporaryFolder();
  const dir = path.join(home, 'model');
  const feedbackDir = path.join(home, 'feedback');
  const toy = await saveToy(dir, given.model, given.options);
  const service = await createService({ load: () => loadModel(dir), feedbackDir, ...given });
  await service.load();
  after(() => service.close());
  return { ...service, dir, feedbackDir, toy };
}
