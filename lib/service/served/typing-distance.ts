/**
 * Typing mistakes between two words: letters to be put in, left out or replaced, and neighbors to be swapped, each
 * letter in one of these at most (F. Damerau, CACM 7(3), 1964; "optimal string alignment").
 */

/**
 * Mistakes between `typed` and the beginning of `word` that is nearest to it, so that half a word is found too;
 * `most` + 1 where there are more than `most`. Cost: O(typed length · word length).
 *
 * @example
 * typingDistance('godfaht', 'godfather', 2); // 1: t and h are swapped
 */
export function typingDistance(typed: string, word: string, most: number): number {
  const width = Math.min(word.length, typed.length + most); // what lies behind can't be nearer
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
