/** One case, measured: ours and theirs in turn, each time in a fresh process. */
import type { Case } from './case';
import { programOf } from './cases';
import {
  type Finding,
  type Pair,
  type Ratio,
  ratioOf,
  type SideSummary,
  secondsOf,
  summaryOf,
  type Target,
  verdictOf,
} from './ratios';
import { runOurs, runTheirs } from './run-side';
import type { SideResult } from './side-result';

/** A row of the bench: plain JSON. */
export interface BenchRow {
  readonly group: string;
  readonly label: string;
  /** See `Case`. */
  readonly series?: string;
  /** Train and test rows. */
  readonly trainRows: number;
  readonly testRows: number;
  readonly ours?: SideSummary;
  /** Left out where Surprise isn't there, or takes too long. */
  readonly theirs?: SideSummary;
  /** theirs / ours, of the part that is compared, over the pairs. */
  readonly ratio?: Ratio;
  readonly target: Target;
  readonly verdict: readonly Finding[];
  /** Why our library refused the size. */
  readonly refused?: string;
  readonly notes: readonly string[];
  /** All that was measured. */
  readonly pairs: readonly Pair[];
}

/** How to measure. */
export interface ComparisonOptions {
  /** Rows file, see `rows-file.ts`. */
  readonly rows: string;
  readonly trainRows: number;
  readonly testRows: number;
  readonly pairs: number;
  /** Interpreter with their packages; undefined: ours alone. */
  readonly python: string | undefined;
  readonly note: (line: string) => void;
}

/** Train rows of the warm-up in each process. */
const WARM_UP_ROWS = 2000;

/** Measures one case. @throws SideError if a process crashes */
export async function compare(the: Case, options: ComparisonOptions): Promise<BenchRow> {
  const { rows, trainRows, testRows, python, note } = options;
  const { group, label, target, ours, theirs } = the;
  const series = the.series === undefined ? {} : { series: the.series };
  const about = { group, label, ...series, trainRows, testRows, target };
  const notes = the.note ? [the.note] : [];
  const pairs: Pair[] = [];
  for (let n = 0; n < options.pairs; n++) {
    // What must be refused must be so at first sight.
    const job = { rows, seed: n, warmUpRows: theirs ? Math.min(WARM_UP_ROWS, trainRows) : 0 };
    const place = options.pairs === 1 ? label : `${label}, pair ${n + 1} of ${options.pairs}`;
    const a = await runOurs(ours, { job, what: `${place}: ours`, note });
    if ('refused' in a) return { ...about, verdict: [], refused: a.refused, notes, pairs: [] };
    if (!theirs || !python) {
      pairs.push({ ours: a });
      note(`${place}: ours ${timesOf(a, target)}`);
      continue;
    }
    const name = programOf(theirs);
    const b = await runTheirs(python, theirs, { job, what: `${place}: ${name}`, note });
    pairs.push({ ours: a, theirs: b });
    note(`${place}: ours ${timesOf(a, target)}, ${name} ${timesOf(b, target)}`);
  }
  const ourSummary = summaryOf(
    pairs.map((pair) => pair.ours),
    target.part,
  );
  const theirRuns = pairs.flatMap((pair) => (pair.theirs ? [pair.theirs] : []));
  const theirSummary = theirRuns.length > 0 ? summaryOf(theirRuns, target.part) : undefined;
  const ratio = ratioOf(pairs, target.part);
  return {
    ...about,
    ours: ourSummary,
    ...(theirSummary ? { theirs: theirSummary } : {}),
    ...(ratio ? { ratio } : {}),
    verdict: verdictOf(target, ratio, ourSummary, theirSummary),
    notes,
    pairs,
  };
}

function timesOf(run: SideResult, { part }: Target): string {
  const { rmse, ndcg } = run;
  const accuracy = [
    ...(rmse === undefined ? [] : [`RMSE ${rmse.toFixed(4)}`]),
    ...(ndcg === undefined ? [] : [`nDCG@10 ${ndcg.toFixed(4)}`]),
  ];
  return `${secondsOf(run, part).toFixed(3)} s (${accuracy.map((text) => `${text}, `).join('')}${run.peakMegabytes.toFixed(0)} MB)`;
}
