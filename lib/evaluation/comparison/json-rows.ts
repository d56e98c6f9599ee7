/**
 * Comparison rows as `--json` prints them. Scripts read these fields, so their names stay the same: metrics of the top
 * 10 that have carried the cutoff in their name since the first version keep it (`ndcgAt10`), all others are printed
 * under their own name, and so is any metric that is added.
 */

const WITH_CUTOFF: ReadonlySet<string> = new Set([
  'precision',
  'cappedPrecision',
  'faqPrecision',
  'recall',
  'faqRecall',
  'f1',
  'ndcg',
  'map',
]);

/** The rows, including their `runs` and `intervals`, with the printed names. */
export function jsonRows(rows: readonly object[]): Record<string, unknown>[] {
  return rows.map((row) => {
    const { runs, intervals } = row as { runs?: readonly object[]; intervals?: object };
    return {
      ...renamed(row),
      ...(intervals ? { intervals: renamed(intervals) } : {}),
      ...(runs ? { runs: runs.map(renamed) } : {}),
    };
  });
}

function renamed(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [printedName(name), value]));
}

function printedName(name: string): string {
  const metric = name.replace(/Sd$/, '');
  return WITH_CUTOFF.has(metric) ? name.replace(metric, `${metric}At10`) : name;
}
