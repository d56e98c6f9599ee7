/** One measured process of ours: `our-side.ts '<job as JSON>'`. Started by the bench only. */
import { readFileSync } from 'node:fs';
import { LabError } from '../../lib/core/errors';
import type { Interactions } from '../../lib/data/interactions';
import { gridSearch } from '../../lib/evaluation/grid-search';
import { rmse } from '../../lib/evaluation/metrics/rmse';
import { versions } from '../../lib/evaluation/receipt';
import type { Split } from '../../lib/evaluation/splits/split';
import { loadTensors } from '../../lib/math/tensors';
import { createModel, modelEntry } from '../../lib/models/registry';
import { readRows } from './rows-file';
import { RESULT_MARK, type SideJob, type SideResult } from './side-result';

/** A model by our names. */
export interface OurWork {
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether the model computes on tensors: TensorFlow is then loaded before the clock starts. */
  readonly tensors: boolean;
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
  return {
    startSeconds,
    warmUpSeconds: (loading - warming) / 1000,
    loadSeconds: (loaded - loading) / 1000,
    startMegabytes,
    ...measured,
    peakMegabytes: peakBytes() / 1e6,
    versions: { node: versions().node, tfjs: versions().tfjs, backend },
  };
}

type Parts = Pick<Split, 'train' | 'test'>;

async function fitted({ model: name, options, seed }: OurJob, { train, test }: Parts) {
  const seeded = 'seed' in modelEntry(name).defaults ? { ...options, seed } : options;
  const model = createModel(name, seeded);
  const started = performance.now();
  await model.fit(train);
  const ready = performance.now();
  const predictions = model.predictAll(test);
  const done = performance.now();
  return {
    fitSeconds: (ready - started) / 1000,
    testSeconds: (done - ready) / 1000,
    rmse: rmse(predictions, test),
  };
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

/**
 * The process's largest resident memory. Linux keeps `maxRSS` over exec, so that a child starts with what its
 * parent had; VmHWM is its own.
 */
function peakBytes(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

function tell(result: unknown): void {
  process.stdout.write(`${RESULT_MARK}${JSON.stringify(result)}\n`);
}

main(JSON.parse(process.argv[2]) as OurJob).then(tell, (error: unknown) => {
  if (!(error instanceof LabError)) throw error;
  tell({ refused: error.message });
});
