/** One measured process of ours: `our-side.ts '<job as JSON>'`. Started by the bench only. */
import { writeFileSync } from 'node:fs';
import { LabError } from '../../lib/core/errors';
import type { ItemId, UserId } from '../../lib/core/ids';
import { likedFrom, reaches } from '../../lib/core/liked-from';
import type { Interactions } from '../../lib/data/table/interactions';
import { meanAndSpread } from '../../lib/evaluation/intervals/mean-and-spread';
import { ndcg } from '../../lib/evaluation/ranking/metrics/ndcg';
import { rmse } from '../../lib/evaluation/ratings/metrics/rmse';
import { versions } from '../../lib/evaluation/receipt';
import { gridSearch } from '../../lib/evaluation/search/grid-search';
import type { Split } from '../../lib/evaluation/splits/split';
import { loadTensors } from '../../lib/math/tensors/tensors';
import { createModel, modelEntry } from '../../lib/models/registry';
import type { Model } from '../../lib/recommender/model';
import type { TopLists } from '../../lib/recommender/top-lists';
import { fromStatus, peakBytes } from './process-memory';
import { median } from './ratios';
import { readRows } from './rows-file';
import { LISTS, RESULT_MARK, type SideJob, type SideResult } from './side-result';

const K = 10;
const RELEVANT_FROM = 4;

/** A model by our names. */
export interface OurWork {
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether the model computes on tensors: TensorFlow is then loaded before the clock starts. */
  readonly tensors: boolean;
  /** The top 10 of all users in place of predictions of the test rows. */
  readonly lists?: boolean;
  /** Neither lists nor predictions. */
  readonly fitOnly?: boolean;
  /** Compares the memory of the fit with the model's estimate; the peak of the process is then that from the fit on. */
  readonly estimated?: boolean;
  /** A search over these options instead of one fit. */
  readonly grid?: Readonly<Record<string, readonly number[]>>;
  readonly folds?: number;
  readonly workers?: number;
}

export type OurJob = SideJob & OurWork;

async function main(job: OurJob): Promise<SideResult> {
  const { tensors, rows, warmUpRows, startedAt } = job;
  const backend = tensors ? (await loadTensors()).backend : 'none needed';
  const startSeconds = (Date.now() - startedAt) / 1000;
  const startMegabytes = process.memoryUsage.rss() / 1e6;
  const warming = performance.now();
  if (warmUpRows > 0) await fitted(job, readRows(rows, warmUpRows));
  const loading = performance.now();
  const split = readRows(rows);
  const loaded = performance.now();
  const measured = job.grid ? await searched(job, split) : await fitted(job, split);
  const peak = peakBytes();
  const fileBytes = fromStatus('RssFile');
  return {
    startSeconds,
    warmUpSeconds: (loading - warming) / 1000,
    loadSeconds: (loaded - loading) / 1000,
    startMegabytes,
    ...measured,
    peakMegabytes: peak / 1e6,
    ...(fileBytes === undefined ? {} : { fileMegabytes: fileBytes / 1e6 }),
    versions: { node: versions().node, tfjs: versions().tfjs, backend },
  };
}

/** A model that estimates the memory of its fit. */
interface Estimating {
  fitBytes(train: Interactions, positives: number): number;
}

/** The ratings that count as liked by default. */
function positivesIn({ ratingColumn, length, scale }: Interactions): number {
  const from = likedFrom(scale);
  let positives = 0;
  for (let row = 0; row < length; row++) if (reaches(ratingColumn[row], from)) positives++;
  return positives;
}

/** Forgets the peak of the resident memory so far; returns by how many megabytes it has risen, if the system can say. */
function peakFromHere(): () => number | undefined {
  (globalThis as { gc?: () => void }).gc?.();
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    return () => undefined;
  }
  const before = process.memoryUsage.rss();
  return () => {
    const peak = fromStatus('VmHWM');
    return peak === undefined ? undefined : (peak - before) / 1e6;
  };
}

type Parts = Pick<Split, 'train' | 'test'>;

async function fitted(
  { model: name, options, seed, lists, fitOnly, estimated }: OurJob,
  { train, test }: Parts,
) {
  const seeded = 'seed' in modelEntry(name).defaults ? { ...options, seed } : options;
  const model = createModel(name, seeded);
  const peak = estimated ? peakFromHere() : () => undefined;
  const started = performance.now();
  await model.fit(train);
  const ready = performance.now();
  const fitMegabytes = peak();
  const estimate =
    estimated && 'fitBytes' in model ? (model as Estimating).fitBytes(train, positivesIn(train)) : undefined;
  const memory = {
    ...(fitMegabytes === undefined ? {} : { fitMegabytes }),
    ...(estimate === undefined ? {} : { estimatedMegabytes: estimate / 1e6 }),
  };
  if (fitOnly) return { fitSeconds: (ready - started) / 1000, testSeconds: 0, ...memory };
  const fitSeconds = (ready - started) / 1000;
  if (lists) {
    const { top, testSeconds } = await listed(model);
    return { fitSeconds, testSeconds, ...memory, ndcg: meanNdcg(top, test) };
  }
  const predictions = model.predictAll(test);
  const testSeconds = (performance.now() - ready) / 1000;
  return { fitSeconds, testSeconds, ...memory, rmse: rmse(predictions, test) };
}

/** The median time of several, as in `ranking-side.py`. */
async function listed(model: Model): Promise<{ readonly top: TopLists; readonly testSeconds: number }> {
  const seconds: number[] = [];
  for (;;) {
    const started = performance.now();
    const top = await model.recommendAll({ k: K });
    seconds.push((performance.now() - started) / 1000);
    if (seconds.length === LISTS.times || seconds[0] > LISTS.unlessSeconds) {
      return { top, testSeconds: median(seconds) };
    }
  }
}

/** The search with the fit and the test of the winner: all of it is the fit's time. */
async function searched({ model, options, seed, grid = {}, folds, workers }: OurJob, parts: Parts) {
  const fixed = { ...options, seed };
  const started = performance.now();
  const { best, heldOut } = await gridSearch(asSplit(parts), { model, fixed, grid, folds, workers });
  const fitSeconds = (performance.now() - started) / 1000;
  return { fitSeconds, testSeconds: 0, rmse: heldOut.row.rmse, best: best.options };
}

function asSplit({ train, test }: { train: Interactions; test: Interactions }): Split {
  const cold = { user: 0, item: 0, either: 0 };
  const hashes = { dataHash: '', hash: '' }; // the bench hands out no receipts
  return { name: 'bench', train, test, cold, notes: [], ...hashes };
}

/** Over the users of the train part with a relevant test item, as `ranking-side.py` has it. */
function meanNdcg(lists: TopLists, test: Interactions): number {
  const relevant = new Map<UserId, Set<ItemId>>(lists.users.map((user) => [user, new Set()]));
  for (const { user, item, rating } of test) if (rating >= RELEVANT_FROM) relevant.get(user)?.add(item);
  const values: number[] = [];
  for (const [user, wanted] of relevant) {
    const hits = lists.of(user).map(({ item }) => (wanted.has(item) ? 1 : 0));
    if (wanted.size > 0) values.push(ndcg({ hits, relevant: wanted.size, k: K }));
  }
  return meanAndSpread(values).mean;
}

function report(result: unknown): void {
  process.stdout.write(`${RESULT_MARK}${JSON.stringify(result)}\n`);
}

main(JSON.parse(process.argv[2]) as OurJob).then(report, (error: unknown) => {
  if (!(error instanceof LabError)) throw error;
  report({ refused: error.message });
});
