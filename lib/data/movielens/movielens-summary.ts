/**
 * A short summary of a data set, as lines of text.
 */
import { describeScale } from '../../core/rating-scale';
import type { Interactions } from '../table/interactions';

const WHERE_FROM = {
  yours: 'MovieLens 100K from your own files',
  official: 'MovieLens 100K from the official archive',
  mirror: 'MovieLens 100K from a mirror',
  synthetic: 'SYNTHETIC ratings in the shape of MovieLens 100K: no real person rated these films',
} as const;

const OTHER_NUMBERS =
  'The text of the notebooks is about the published MovieLens 100K; with these ratings, films, numbers, and some findings differ.';

/**
 * Lines of text: source, counts, time span, license. Deterministic for the same data.
 * @param published whether the ratings are those that the course describes; if not, the second line says so
 */
export function summaryOf(
  ratings: Interactions,
  source: { source: keyof typeof WHERE_FROM; from: string; license: string },
  published = true,
): string[] {
  const count = (n: number) => n.toLocaleString('en-GB');
  const empty = (100 * (1 - ratings.density)).toFixed(1);
  const lines = [
    source.source === 'yours' ? WHERE_FROM.yours : `${WHERE_FROM[source.source]} (${source.from})`,
    ...(published ? [] : [OTHER_NUMBERS]),
    `${count(ratings.length)} ratings from ${describeScale(ratings.scale)} by ${count(ratings.userCount)} users ` +
      `of ${count(ratings.itemCount)} films; ${empty} % of the user-film pairs are empty`,
    `mean rating ${ratings.mean.toFixed(3)}`,
  ];
  const times = ratings.timestampColumn;
  if (times !== undefined) {
    let first = times[0];
    let last = times[0];
    for (const time of times) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
    const day = (seconds: number) => new Date(1000 * seconds).toISOString().slice(0, 10);
    lines.push(`rated from ${day(first)} to ${day(last)}`);
  }
  lines.push(`license: ${source.license}`);
  return lines;
}
