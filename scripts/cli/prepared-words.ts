/** What commands say about ratings that they have prepared. */
import type { PreparedSummary } from '../../lib/big-data/prepare/prepared-folder';
import { inCommand } from './own-file';

/** Notes how each file was read, and what in it was not. */
export function noteSources({ sources }: PreparedSummary, note: (line: string) => void): void {
  for (const { file, layout, because, notes = [] } of sources) {
    note(`${file} is ${layout}: ${because}`);
    for (const line of notes) note(inCommand(line));
  }
}

/** How many ratings there are, and what was left out of the files. */
export function preparedWords({ counts, hasRatings, options }: PreparedSummary): string {
  const what = hasRatings ? 'rating' : 'choice';
  const aside = counts.test === 0 ? '' : `, and ${count(counts.test)} to test on`;
  const left: readonly (readonly [number, string])[] = [
    [counts.damaged, plural(counts.damaged, 'damaged line')],
    [counts.notSampled, `${count(counts.notSampled)} of users outside the sample`],
    [counts.repeated, `${plural(counts.repeated, what)} that a later one of the same user and item replaces`],
    [counts.outsideCore, `${count(counts.outsideCore)} outside the ${options.kCore}-core`],
  ];
  const parts = left.flatMap(([number, words]) => (number > 0 ? [words] : []));
  const lost = parts.length > 0 ? `; left out: ${parts.join(', ')}` : '';
  return `${plural(counts.ratings, what)} of ${plural(counts.items, 'item')} by ${plural(counts.users, 'user')}${aside}${lost}`;
}

function plural(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
