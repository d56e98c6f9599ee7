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
  let [before, last] = [new Uint16Array(width + 1), Uint16Array.from({ length: width + 1 }, (_, n) => n)];
  for (let i = 1; i <= typed.length; i++) {
    const row = new Uint16Array(width + 1);
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
    [before, last] = [last, row];
  }
  return Math.min(most + 1, ...last);
}
