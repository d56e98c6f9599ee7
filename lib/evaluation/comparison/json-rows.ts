/**
 * Comparison rows as printed by `--json`. Scripts read these fields, so their names must not change: metrics
 * of the top 10 whose names have included the cutoff since the first version keep it (`ndcgAt10`); all
 * others, including new ones, are printed under their own names.
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
