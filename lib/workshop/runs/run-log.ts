/** Keeps every run, so that the next one can be compared with it: in `data/workshop/`, on this machine only. */
import { LabError, OptionError } from '../../core/errors';
import type { Receipt } from '../../evaluation/receipt';
import { listenToResults, type Result } from '../../evaluation/result-listeners';
import { type KeptLines, keptLines } from '../kept-lines';
import { isRun, type Param, type Run, withoutRepeats } from './run';
import { RunTable, type RunTableOptions } from './run-table';

/** What was tried, and what came of it. */
export interface RunRecord {
  readonly params: Readonly<Record<string, Param>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** Default: `run`. */
  readonly label?: string;
  /** Says on which data and split: without it, the run is never compared. */
  readonly receipt?: Receipt;
}

/** The open log's name and records. Outlives the reload of an edited file. */
const OPEN = Symbol.for('recommender-lab.open-runs');
type WithOpen = { [OPEN]?: { readonly name: string; readonly lines: KeptLines<Run> } };

/**
 * From now on, every result of `evaluate` and `evaluateRanking` is recorded in this notebook's log, with its
 * receipt. Runs of earlier days are there, too. Another log takes the place of this one.
 *
 * @param name of the log: letters, digits and dashes, for instance `02`
 */
export function openRuns(name: string, { lines }: { lines?: KeptLines<Run> } = {}): void {
  if (!/^[\w-]{1,60}$/.test(name)) {
    throw new OptionError(
      `openRuns: name must consist of letters, digits and dashes, got ${JSON.stringify(name)}`,
    );
  }
  (globalThis as WithOpen)[OPEN] = { name, lines: lines ?? keptLines<Run>(`runs-${name}`, isRun) };
  listenToResults('runs', (result) => openLog('evaluate').append(runOf(result)));
}

/**
 * Records a run of your own; `evaluate` and `evaluateRanking` record theirs.
 *
 * @example
 * openRuns('by-hand');
 * recordRun({ params: { reg: 400 }, metrics: { ndcg: 0.41 }, receipt: evaluation.row.receipt });
 * @throws OptionError before `openRuns`, or for a parameter that isn't a string, number, boolean or null
 */
export function recordRun(record: RunRecord): void {
  const { params, metrics, label = 'run', receipt } = record;
  for (const [name, value] of Object.entries(params)) {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) continue;
    throw new OptionError(
      `recordRun: params.${name} must be a string, number, boolean or null, got ${typeof value}`,
    );
  }
  const of = `own: ${Object.keys(metrics).sort().join(', ')}`;
  openLog('recordRun').append({ label, params, metrics: withNulls(metrics), of, protocol: {}, receipt });
}

/**
 * All runs of the open log: as a cell's last expression, a table that can be sorted, which runs may be compared,
 * the best of them as code, and a figure.
 *
 * @param options.model only this model's runs, with a column for each option that varies
 */
export function runs(options: RunTableOptions = {}): RunTable {
  return new RunTable(withoutRepeats(openLog('runs').read()), options);
}

function openLog(asked: string): KeptLines<Run> {
  const open = (globalThis as WithOpen)[OPEN];
  if (open) return open.lines;
  throw new LabError('WORKSHOP', `${asked}: no log is open; call openRuns('02') first`);
}

function runOf({ of, label, receipt, metrics, protocol }: Result): Run {
  const params = Object.entries(receipt.options).map(([name, value]): [string, Param] => [
    name,
    paramOf(value),
  ]);
  return {
    of,
    label,
    model: receipt.model,
    params: Object.fromEntries(params),
    metrics: withNulls(metrics),
    protocol,
    receipt,
  };
}

/** Options may be nested, as a hybrid's are: those become JSON text. */
function paramOf(value: unknown): Param {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** JSON has no NaN. */
function withNulls(metrics: Readonly<Record<string, number>>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}
