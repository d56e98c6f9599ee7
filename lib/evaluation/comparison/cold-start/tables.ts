/** The rows of `--task cold-start` as tables, with the verdicts in words. */
import type { Interval } from '../../intervals/draw-users';
import { markdownTable, textTable } from '../tables';
import { JUDGED_AT, WELL_CHOSEN } from './new-users';
import { COLD_START_PARTS, type ColdStartRow, excludesZero } from './row';

/** For a terminal. */
export function coldStartTable(rows: readonly ColdStartRow[]): string {
  return tables(rows, (cells) => textTable(cells));
}

/** For the README. */
export function coldStartMarkdown(rows: readonly ColdStartRow[]): string {
  return tables(rows, markdownTable);
}

function tables(
  rows: readonly ColdStartRow[],
  format: (cells: readonly (readonly string[])[]) => string,
): string {
  const of = (part: ColdStartRow['part']) => rows.filter((row) => row.part === part);
  const parts: string[] = [];
  const [warm, films, users, system] = COLD_START_PARTS.map(of);
  if (warm.length > 0) parts.push(format(modelCells('Known users and films', warm)));
  if (films.length > 0) parts.push(format(modelCells('New films', films)));
  if (users.length > 0) parts.push(format(answerCells('New users', users)), verdictWords(users).join(' '));
  if (system.length > 0) parts.push(format(answerCells('No ratings of others', system)));
  return [...parts, noteWords(rows)].join('\n\n');
}

/** How the numbers were measured. */
function noteWords(rows: readonly ColdStartRow[]): string {
  const has = (part: ColdStartRow['part']) => rows.some((row) => row.part === part);
  return [
    'In parentheses: 95% intervals from the paired bootstrap over users.',
    ...(has('new-films')
      ? [
          'New films: RMSE is bootstrapped over films; lists contain only new films and are compared with the random order of NormalPredictor.',
        ]
      : []),
    ...(has('new-users') || has('new-system')
      ? ['Users: RMSE / nDCG@10 after each number of answers, on ratings that were never asked for.']
      : []),
  ].join(' ');
}

/** One model per line: RMSE and nDCG, each with its difference. */
function modelCells(head: string, rows: readonly ColdStartRow[]): string[][] {
  return [
    [head, 'RMSE', difference(rows, 'rmse'), 'nDCG@10', difference(rows, 'ndcg')],
    ...rows.map((row) => [
      row.label,
      number(row.rmse),
      interval(row.rmseDifference),
      number(row.ndcg),
      interval(row.ndcgDifference),
    ]),
  ];
}

/** Header of a column of differences: what is subtracted. */
function difference(rows: readonly ColdStartRow[], metric: 'rmse' | 'ndcg'): string {
  const against = new Set(rows.map((row) => row[`${metric}Against`]).filter((label) => label !== null));
  return against.size === 1 ? `minus ${[...against][0]}` : 'minus best member';
}

/** One way to ask per line, one number of answers per column: RMSE and nDCG. */
function answerCells(head: string, rows: readonly ColdStartRow[]): string[][] {
  const steps = [...new Set(rows.map(({ answers }) => answers as number))].sort((a, b) => a - b);
  const labels = [...new Set(rows.map(({ label }) => label))];
  return [
    [
      head,
      ...steps.map((step) => (step === 1 ? '1 answer' : `${step} answers`)),
      `questions for ${JUDGED_AT} answers`,
    ],
    ...labels.map((label) => {
      const at = (step: number) => rows.find((row) => row.label === label && row.answers === step);
      const cells = steps.map(at).map((row) => (row ? `${number(row.rmse)} / ${number(row.ndcg)}` : ''));
      return [label, ...cells, at(JUDGED_AT)?.questions?.toFixed(0) ?? ''];
    }),
  ];
}

/** Whether well-chosen answers beat the same number of popular ones, in words. */
export function verdictWords(users: readonly ColdStartRow[]): string[] {
  const row = users.find(({ label, answers }) => label === WELL_CHOSEN && answers === JUDGED_AT);
  if (!row?.rmseDifference || !row.ndcgDifference) return [];
  const verdict = (found: Interval, isBetter: boolean) =>
    isBetter ? 'beat' : excludesZero(found) ? 'are worse than' : 'are not significantly different from';
  const { rmseDifference: rmse, ndcgDifference: ndcg } = row;
  return [
    `${JUDGED_AT} well-chosen answers (${WELL_CHOSEN}) ${verdict(rmse, rmse.high < 0)} ${JUDGED_AT} popular ones in RMSE, ${interval(rmse)},`,
    `and ${verdict(ndcg, ndcg.low > 0)} them in nDCG@10, ${interval(ndcg)}.`,
  ];
}

function number(value: number | null): string {
  return value === null ? '' : value.toFixed(4);
}

function interval(found: Interval | null): string {
  if (!found) return '';
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
  return `${signed(found.value)} (${signed(found.low)} to ${signed(found.high)})`;
}
