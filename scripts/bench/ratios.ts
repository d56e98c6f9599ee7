/** From the pairs of a comparison to its numbers and its verdict. */
import type { SideResult } from './side-result';

/** Ours and theirs, measured one after the other. */
export interface Pair {
  readonly ours: SideResult;
  readonly theirs?: SideResult;
}

/** What a comparison is to show. */
export interface Target {
  /** theirs / ours at least this. */
  readonly ratio?: number;
  /** What of the two is compared; default both together. */
  readonly part?: 'fit' | 'test';
  /** By how much our RMSE may be above theirs; negative: it must be below. */
  readonly rmseSlack?: number;
  /** By what share the memory of our fit may differ from the estimate. */
  readonly memorySlack?: number;
  /** By how much our nDCG may be below theirs. */
  readonly ndcgSlack?: number;
}

/** Medians over a side's runs. */
export interface SideSummary {
  readonly startSeconds: number;
  readonly warmUpSeconds: number;
  readonly loadSeconds: number;
  readonly fitSeconds: number;
  readonly testSeconds: number;
  /** Of the part that is compared: fit and test together, unless the target says else. */
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly startMegabytes: number;
  readonly fileMegabytes?: number;
  readonly fitMegabytes?: number;
  readonly estimatedMegabytes?: number;
  readonly rmse?: number;
  readonly ndcg?: number;
}

/** theirs / ours. */
export interface Ratio {
  /** Of the pairs' ratios. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One part of a verdict. */
export interface Finding {
  /** Undefined: neither met nor missed. */
  readonly met: boolean | undefined;
  readonly text: string;
}

/** The middle of some numbers; of an even count the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Fit and test together, or one of them. */
export function secondsOf({ fitSeconds, testSeconds }: SideResult, part?: Target['part']): number {
  if (part === 'fit') return fitSeconds;
  return part === 'test' ? testSeconds : fitSeconds + testSeconds;
}

/** The median of each quantity. */
export function summaryOf(runs: readonly SideResult[], part?: Target['part']): SideSummary {
  const over = (value: (run: SideResult) => number) => median(runs.map(value));
  const where = (field: 'fileMegabytes' | 'fitMegabytes' | 'estimatedMegabytes' | 'rmse' | 'ndcg') => {
    const values = runs.flatMap((run) => run[field] ?? []);
    return values.length > 0 ? { [field]: median(values) } : {};
  };
  return {
    startSeconds: over((run) => run.startSeconds),
    warmUpSeconds: over((run) => run.warmUpSeconds),
    loadSeconds: over((run) => run.loadSeconds),
    fitSeconds: over((run) => run.fitSeconds),
    testSeconds: over((run) => run.testSeconds),
    seconds: over((run) => secondsOf(run, part)),
    peakMegabytes: over((run) => run.peakMegabytes),
    startMegabytes: over((run) => run.startMegabytes),
    ...where('fileMegabytes'),
    ...where('fitMegabytes'),
    ...where('estimatedMegabytes'),
    ...where('rmse'),
    ...where('ndcg'),
  };
}

/** How many times faster ours is. Pair by pair, as neighbors in time share what else the machine does. */
export function ratioOf(pairs: readonly Pair[], part?: Target['part']): Ratio | undefined {
  const ratios = pairs.flatMap(({ ours, theirs }) =>
    theirs ? [secondsOf(theirs, part) / secondsOf(ours, part)] : [],
  );
  if (ratios.length === 0) return undefined;
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** Speed, memory and accuracy against the target; empty where there is nothing to compare with. */
export function verdictOf(
  target: Target,
  ratio: Ratio | undefined,
  ours: SideSummary,
  theirs: SideSummary | undefined,
): Finding[] {
  const findings = estimateFindings(target, ours);
  if (!ratio || !theirs) return findings;
  if (target.ratio !== undefined) {
    const text = `wanted ${timesText(target.ratio)}, got ${timesText(ratio.median)}`;
    findings.push({ met: ratio.median >= target.ratio, text });
  }
  if (!Number.isNaN(theirs.peakMegabytes)) {
    const isLess = ours.peakMegabytes <= theirs.peakMegabytes;
    // What needs TensorFlow starts with more than many a program ends with.
    const isOfStart =
      ours.startMegabytes > theirs.peakMegabytes ||
      ours.peakMegabytes - ours.startMegabytes <= theirs.peakMegabytes - theirs.startMegabytes;
    const met = isLess || (isOfStart ? undefined : false);
    const peaks = `${ours.peakMegabytes.toFixed(0)} MB against ${theirs.peakMegabytes.toFixed(0)}`;
    const before = `${ours.startMegabytes.toFixed(0)} and ${theirs.startMegabytes.toFixed(0)} before the first row`;
    const { fileMegabytes } = ours;
    const files =
      fileMegabytes === undefined ? '' : `; ${fileMegabytes.toFixed(0)} of ours are library files' pages`;
    findings.push({ met, text: met ? `memory ${peaks}` : `memory ${peaks} (${before}${files})` });
  }
  if (target.rmseSlack !== undefined) {
    const above = (ours.rmse ?? Number.NaN) - (theirs.rmse ?? Number.NaN);
    const sign = above < 0 ? '−' : '+';
    const met = target.rmseSlack < 0 ? above < 0 : above <= target.rmseSlack;
    findings.push({ met, text: `RMSE ${sign}${Math.abs(above).toFixed(4)}` });
  }
  if (target.ndcgSlack !== undefined) {
    const below = (theirs.ndcg ?? Number.NaN) - (ours.ndcg ?? Number.NaN);
    const text = `nDCG@10 ${below > 0 ? '−' : '+'}${Math.abs(below).toFixed(4)}`;
    findings.push({ met: below <= target.ndcgSlack, text });
  }
  return findings;
}

/** The memory of our fit against its estimate. */
function estimateFindings({ memorySlack }: Target, ours: SideSummary): Finding[] {
  const { fitMegabytes, estimatedMegabytes } = ours;
  if (memorySlack === undefined || fitMegabytes === undefined || estimatedMegabytes === undefined) return [];
  const met = Math.abs(fitMegabytes - estimatedMegabytes) <= memorySlack * estimatedMegabytes;
  const text = `the fit took ${fitMegabytes.toFixed(0)} MB, estimated ${estimatedMegabytes.toFixed(0)}`;
  return [{ met, text }];
}

/** `14x`, below ten `1.4x`, below two `1.04x`; cut, not rounded, so that 9.97 isn't a ten that was missed. */
export function timesText(times: number): string {
  if (Number.isInteger(times)) return `${times}x`;
  const digits = times >= 10 ? 0 : times >= 2 ? 1 : 2;
  return `${(Math.floor(times * 10 ** digits) / 10 ** digits).toFixed(digits)}x`;
}
