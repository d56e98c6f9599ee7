/**
 * Typos between two words: letters inserted, deleted, or replaced, and adjacent letters swapped, with at most one
 * change per letter (F. Damerau, CACM 7(3), 1964; "optimal string alignment").
 */

/**
 * Typos between `typed` and the closest prefix of `word`, so that incomplete words match too; `most` + 1 if there are
 * more than `most`. Cost: O(typed length · word length).
 *
 * @example
 * typingDistance('godfaht', 'godfather', 2); // 1: t and h are swapped
 */
export function typingDistance(typed: string, word: string, most: number): number {
  const width = Math.min(word.length, typed.length + most); // a longer prefix can't be closer
  if (width < typed.length - most) return most + 1;
  if (rows[0].length <= width) rows = rows.map(() => new Uint16Array(2 * width + 2));
  let [before, last, row] = rows;
  for (let n = 0; n <= width; n++) last[n] = n;
  for (let i = 1; i <= typed.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= width; j++) {
      const same = typed[i - 1] === word[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return most + 1;
    [before, last, row] = [last, row, before];
  }
  let least = most + 1;
  for (let j = 0; j <= width; j++) if (last[j] < least) least = last[j];
  return least;
}

/** Three rows of the table at a time, kept from call to call. */
let rows = [0, 1, 2].map(() => new Uint16Array(64));
