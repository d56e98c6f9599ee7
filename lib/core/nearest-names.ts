/** Suggestions for a mistyped name. */

/** Maximum number of names compared, so that an error message doesn't take long. */
const MOST = 200_000;

/**
 * The names closest to a mistyped one, best first: those that differ only in case, accents, or spaces, then those with
 * a few letters inserted, deleted, replaced, or swapped with a neighbor (restricted Damerau-Levenshtein distance), from
 * one letter in names of up to four letters to three in long ones. Empty if nothing is close. Digits must match: u74 is
 * unlikely to mean u94. Cost: O(names · letters²).
 *
 * @example
 * nearestNames('Smith; Jon', ['Jones; Mary', 'Smith; John']); // ['Smith; John']
 */
export function nearestNames<Name extends string>(wanted: string, names: Iterable<Name>, count = 3): Name[] {
  const meant = letters(wanted);
  const digits = digitsOf(wanted);
  const most = Math.min(3, Math.ceil(meant.length / 4));
  const found: { name: Name; distance: number }[] = [];
  let looked = 0;
  for (const name of names) {
    if (++looked > MOST) break;
    if (digitsOf(name) !== digits) continue;
    const other = letters(name);
    if (Math.abs(other.length - meant.length) > most) continue;
    const distance = editDistance(meant, other);
    if (distance <= most && distance < Math.max(meant.length, other.length)) found.push({ name, distance });
  }
  found.sort((a, b) => a.distance - b.distance);
  return found.slice(0, count).map(({ name }) => name);
}

const digitsOf = (name: string): string => name.replace(/\P{Nd}/gu, '');

/** Its characters, without case, accents, and spaces. */
function letters(name: string): string[] {
  const plain = name.normalize('NFKD').toLowerCase().replace(/\s+/gu, '');
  return [...plain.replace(/(\p{Script=Latin})\p{Mn}+/gu, '$1')];
}

function editDistance(a: readonly string[], b: readonly string[]): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, above[j] + 1, row[j - 1] + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, above] = [above, row];
  }
  return above[b.length];
}
