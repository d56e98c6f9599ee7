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

/** What the numbers are of. */
function noteWords(rows: readonly ColdStartRow[]): string {
  const has = (part: ColdStartRow['part']) => rows.some((row) => row.part === part);
  return [
    'In brackets: 95 % intervals of the paired bootstrap over users.',
    ...(has('new-films')
      ? [
          'RMSE of new films: over films. Lists of new films hold nothing else; they are compared with NormalPredictor’s, which are in random order.',
        ]
      : []),
    ...(has('new-users') || has('new-system')
      ? ['Users: RMSE / nDCG@10 after so many answers, on ratings that were never asked for.']
      : []),
  ].join(' ');
}

/** A model a line: RMSE and nDCG, each with its difference. */
function modelCells(head: string, rows: readonly ColdStartRow[]): string[][] {
  return [
    [head, 'RMSE', difference(rows, 'rmse'), 'nDCG@10', difference(rows, 'ndcg')],
    ...rows.map((row) => [
      row.label,
      number(row.rmse),
      interval(row.rmseDifference),
      number(row.ndcgAt10),
      interval(row.ndcgDifference),
    ]),
  ];
}

/** What the column of differences is against. */
function difference(rows: readonly ColdStartRow[], metric: 'rmse' | 'ndcg'): string {
  const against = new Set(rows.map((row) => row[`${metric}Against`]).filter((label) => label !== null));
  return against.size === 1 ? `less ${[...against][0]}` : 'less its best member';
}

/** A way to ask a line, the numbers of answers as columns: RMSE and nDCG. */
function answerCells(head: string, rows: readonly ColdStartRow[]): string[][] {
  const steps = [...new Set(rows.map(({ answers }) => answers as number))].sort((a, b) => a - b);
  const labels = [...new Set(rows.map(({ label }) => label))];
  return [
    [
      head,
      ...steps.map((step) => (step === 1 ? '1 answer' : `${step} answers`)),
      `questions for ${JUDGED_AT}`,
    ],
    ...labels.map((label) => {
      const at = (step: number) => rows.find((row) => row.label === label && row.answers === step);
      const cells = steps.map(at).map((row) => (row ? `${number(row.rmse)} / ${number(row.ndcgAt10)}` : ''));
      return [label, ...cells, at(JUDGED_AT)?.questions?.toFixed(0) ?? ''];
    }),
  ];
}

/** Whether well-chosen answers beat as many popular ones: said as it is. */
export function verdictWords(users: readonly ColdStartRow[]): string[] {
  const row = users.find(({ label, answers }) => label === WELL_CHOSEN && answers === JUDGED_AT);
  if (!row?.rmseDifference || !row.ndcgDifference) return [];
  const verdict = (found: Interval, isBetter: boolean) =>
    isBetter ? 'beat' : excludesZero(found) ? 'are worse than' : "can't be told from";
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
