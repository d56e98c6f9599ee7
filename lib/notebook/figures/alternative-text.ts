/**
 * What a chart shows, in words, for readers who can't see it. The words are read from the data, so they stay true
 * when a cell runs again with other hyperparameters.
 */
import type { AxisValues } from './figure-series';
import { shortNumber } from './short-number';

/** With more labels or points than this, only the ends and the extremes are named. */
const MOST_NAMED = 12;

interface Point {
  /** As it is said: `Heat`, `1997`. */
  readonly at: string;
  readonly value: number;
  /** More about it: its interval, or its own text. */
  readonly note?: string;
}

interface Named {
  readonly name?: string;
}

/** What is drawn over what, then the words of one of the functions below: `RMSE by epochs. From 1.02 at 1 …` */
export function withAxes(value: string, over: string, words: string): string {
  return `${value} by ${over}. ${words}`;
}

/** `From 1.02 at 1 to 0.71 at 20, lowest 0.7 at 18.` */
export function linesInWords(series: readonly (Named & { x: AxisValues; y: AxisValues })[]): string {
  return sentences(series, ({ x, y }) => {
    const points = pointsOf(x, y);
    if (points.length < 2) return listed(points, 'at');
    const [first, last] = [points[0], points[points.length - 1]];
    const ends = `from ${said(first, 'at')} to ${said(last, 'at')}`;
    const between = extremesOf(points)
      .filter(({ point }) => point.value !== first.value && point.value !== last.value)
      .map(({ word, point }) => `, ${word} ${said(point, 'at')}`);
    return ends + between.join('');
  });
}

/** `0.4 at 0.17`, or how many points there are and where. */
export function pointsInWords(
  series: readonly (Named & { x: AxisValues; y: AxisValues; text?: readonly string[] })[],
): string {
  return sentences(series, ({ x, y, text }) => {
    const points = pointsOf(x, y, text);
    if (points.length * series.length <= MOST_NAMED) return listed(points, 'at');
    const xs = Array.from<unknown>(x).filter(isDrawable);
    const across =
      xs.length === 0 ? '' : `, from ${position(Math.min(...xs))} to ${position(Math.max(...xs))} across`;
    return `${points.length} points${across}, ${extremesInWords(points, 'at')}`;
  });
}

/** `4.2 for Heat, 3.1 for Fargo`, or the extremes of many bars. */
export function barsInWords(
  labels: AxisValues,
  series: readonly (Named & { y: ArrayLike<number | null> })[],
): string {
  return sentences(series, ({ y }) => inWords(pointsOf(labels, y), 'bars'));
}

/** `0.93 for SVD (0.92 to 0.94), 0.91 for ALS (0.9 to 0.92)`. */
export function dotsInWords(
  dots: readonly { label: string; value: number; low?: number; high?: number; truth?: number }[],
): string {
  const points = dots
    .filter(({ value }) => isDrawable(value))
    .map(({ label, value, low, high, truth }): Point => {
      const notes: string[] = [];
      if (isDrawable(low) && isDrawable(high)) notes.push(`${shortNumber(low)} to ${shortNumber(high)}`);
      if (isDrawable(truth)) notes.push(`truth ${shortNumber(truth)}`);
      return { at: label, value, ...(notes.length > 0 && { note: notes.join(', ') }) };
    });
  return sentence(inWords(points, 'dots'));
}

/** `943 in 40 bins from 20 to 737, the most (312) in 20 to 37.` */
export function binsInWords(
  edges: readonly number[],
  counts: readonly number[],
  labels: readonly string[],
): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = counts.indexOf(Math.max(...counts));
  const [from, to] = [position(edges[0]), position(edges[edges.length - 1])];
  return `${shortNumber(total)} in ${counts.length} bins from ${from} to ${to}, the most (${shortNumber(counts[most])}) in ${labels[most]}.`;
}

/** `4 rows, 5 columns, 13 values from 1 to 5, 7 empty cells.` */
export function cellsInWords(z: readonly ArrayLike<number | null>[], zTitle: string): string {
  const cells = z.flatMap((row) => Array.from<unknown>(row));
  const values = cells.filter(isDrawable);
  const empty = cells.length - values.length;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const range = values.length === 0 ? '' : `, ${zTitle} from ${shortNumber(low)} to ${shortNumber(high)}`;
  const size = `${counted(z.length, 'row')}, ${counted(z[0].length, 'column')}`;
  return `${size}${range}${empty > 0 ? `, ${counted(empty, 'empty cell')}` : ''}.`;
}

function counted(count: number, one: string): string {
  return `${shortNumber(count)} ${one}${count === 1 ? '' : 's'}`;
}

type Before = 'at' | 'for';

function inWords(points: readonly Point[], many: string): string {
  if (points.length <= MOST_NAMED) return listed(points, 'for');
  return `${points.length} ${many}, ${extremesInWords(points, 'for')}`;
}

function listed(points: readonly Point[], before: Before): string {
  return points.length === 0 ? 'no values' : points.map((point) => said(point, before)).join(', ');
}

function extremesInWords(points: readonly Point[], before: Before): string {
  const extremes = extremesOf(points);
  if (extremes.length === 0) return points.length === 0 ? 'no values' : `all ${shortNumber(points[0].value)}`;
  return extremes.map(({ word, point }) => `${word} ${said(point, before)}`).join(', ');
}

/** The lowest and the highest point, the first of equals; none if all are equal. */
function extremesOf(points: readonly Point[]): { word: string; point: Point }[] {
  let [low, high] = [points[0], points[0]];
  for (const point of points) {
    if (point.value < low.value) low = point;
    if (point.value > high.value) high = point;
  }
  if (low === high) return [];
  return [
    { word: 'lowest', point: low },
    { word: 'highest', point: high },
  ];
}

function said({ at, value, note }: Point, before: Before): string {
  return `${shortNumber(value)} ${before} ${at}${note === undefined ? '' : ` (${note})`}`;
}

/** The points that can be drawn. */
function pointsOf(x: AxisValues, y: AxisValues, text?: readonly string[]): Point[] {
  return Array.from<unknown>(y).flatMap((value, n) =>
    isDrawable(value) ? [{ at: position((x as ArrayLike<unknown>)[n]), value, note: text?.[n] }] : [],
  );
}

/** A place on an axis; a number below 10,000 may be a year. */
function position(at: unknown): string {
  if (at instanceof Date)
    return Number.isNaN(at.getTime()) ? 'an invalid date' : at.toISOString().slice(0, 10);
  return typeof at === 'number' ? shortNumber(at, { grouped: Math.abs(at) >= 10_000 }) : String(at);
}

function isDrawable(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** A sentence for each series, after its name if it has one. */
function sentences<T extends Named>(series: readonly T[], words: (one: T) => string): string {
  return series
    .map((one) => (one.name === undefined ? sentence(words(one)) : `${one.name}: ${words(one)}.`))
    .join(' ');
}

function sentence(words: string): string {
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}
