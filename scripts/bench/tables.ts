/** The bench as text. */
import type { BenchRow } from './comparison';
import { growthLines } from './growth';
import { type SideSummary, timesText } from './ratios';

const NONE = '–';

/** For a terminal: numbers of both sides as `ours / theirs`, then the verdicts. */
export function tableOf(rows: readonly BenchRow[]): string {
  const cells = [
    [
      '',
      'fit s',
      'test s',
      'compared s',
      'theirs / ours',
      'start s',
      'warm-up s',
      'load s',
      'peak MB',
      'RMSE or nDCG',
    ],
    ...rows.map((row) => [
      row.label,
      both(row, ({ fitSeconds }) => fitSeconds.toFixed(2)),
      both(row, ({ testSeconds }) => testSeconds.toFixed(2)),
      both(row, ({ seconds }) => seconds.toFixed(2)),
      ratioText(row),
      both(row, ({ startSeconds }) => startSeconds.toFixed(1)),
      both(row, ({ warmUpSeconds }) => warmUpSeconds.toFixed(1)),
      both(row, ({ loadSeconds }) => loadSeconds.toFixed(1)),
      both(row, ({ peakMegabytes }) => peakMegabytes.toFixed(0)),
      both(row, ({ rmse, ndcg }) => (rmse ?? ndcg)?.toFixed(4) ?? NONE),
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  '),
  );
  const verdicts = rows.map((row) => `${row.label.padEnd(widths[0])}  ${verdictText(row)}`);
  const growth = growthLines(rows);
  return ['ours / theirs', ...lines, '', ...verdicts, ...(growth.length > 0 ? ['', ...growth] : [])].join(
    '\n',
  );
}

function both({ ours, theirs }: BenchRow, text: (side: SideSummary) => string): string {
  if (!ours) return NONE;
  return `${text(ours)} / ${theirs ? text(theirs) : NONE}`;
}

function ratioText({ ratio, pairs }: BenchRow): string {
  if (!ratio) return NONE;
  if (pairs.length === 1) return `${timesText(ratio.median)} (one pair)`;
  return `${timesText(ratio.median)} (${timesText(ratio.min)}–${timesText(ratio.max)})`;
}

/** `✓ wanted 10x, got 14x; ✗ memory 210 of 180 MB`, or why there is none; – is neither met nor missed. */
export function verdictText({ verdict, refused, notes, theirs }: BenchRow): string {
  const parts = verdict.map(({ met, text }) => `${met === undefined ? '–' : met ? '✓' : '✗'} ${text}`);
  if (refused !== undefined) parts.push(`refused: ${refused}`);
  else if (!theirs) parts.push('ours alone');
  return [parts.join('; '), ...notes.map((note) => `(${note})`)].join(' ');
}
