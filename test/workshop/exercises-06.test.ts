/** Against the real service, with two small models. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after } from 'node:test';
import type { Film } from '../../lib/data/movielens/film';
import { closeServices } from '../../lib/service/open-services';
import { loadModel } from '../../lib/service/package/model-package';
import { trainPackage } from '../../lib/service/package/train-package';
import { createService } from '../../lib/service/service';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

const ratings = syntheticRatings();
const films = [...ratings.items].map((id, n): Film => {
  const genres = n % 5 === 0 ? ['Comedy', 'War'] : [['Drama', 'Comedy', 'War', 'Crime'][n % 4]];
  return { id, title: `Film ${n} (1990)`, year: 1990, genres } as unknown as Film;
});
const dir = path.join(mkdtempSync(path.join(tmpdir(), 'workshop-')), 'model');
const feedbackDir = path.join(path.dirname(dir), 'feedback');
const date = '2026-11-24';
const user = 'u3';
after(() => closeServices());

let address: Promise<string> | undefined;
const served = () => (address ??= serve());
async function serve() {
  await trainPackage(ratings, { spec: { model: 'ALS', options: { epochs: 3, seed: 0 } }, dir, date, films });
  const service = await createService({ load: () => loadModel(dir), feedbackDir, rateLimit: 0 });
  const there = await service.listen();
  await service.load();
  return there;
}
const ask = async (route: string) => JSON.parse(await (await fetch(`${await served()}${route}`)).text());

examine('06-1', {
  given: () => undefined,
  around: async () => ({ there: await served() }),
  wrong: async () => [
    await ask('/recommend/nobody'),
    await ask(`/recommend/${user}`),
    await ask('/similar/i3'),
  ],
});

examine('06-2', {
  given: () => undefined,
  around: async () => ({ there: await served(), user }),
  wrong: (_, { plain, spread }) => [
    { plain, spread: plain },
    { plain: plain.slice(0, 4), spread },
    { plain: spread, spread: plain },
  ],
});

examine('06-3', {
  given: () => undefined,
  around: () => ({ ratings, films, dir, date, user }),
  wrong: async () => [
    (await ask(`/recommend/${user}`)).recommendations[0],
    await ask(`/recommend/${user}`),
    await ask('/recommend/nobody'),
  ],
});

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const place = (n: number, coverage: number) => Math.max(0, Math.ceil(n * coverage - 1e-9) - 1);
const end = Number.POSITIVE_INFINITY;
examine('06-4', {
  given: () => undefined,
  wrong: () => [
    (errors, coverage) => sorted(errors)[place(errors.length + 1, coverage)] ?? end,
    (errors, coverage) => sorted(errors.map(Math.abs))[place(errors.length, coverage)] ?? end,
    (errors) => errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length,
  ],
});

examinedAllOf('06');
