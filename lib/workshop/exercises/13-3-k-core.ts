import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** A choice. */
export interface Pair {
  readonly user: string;
  readonly item: string;
}

function counts(rows: readonly Pair[], key: keyof Pair): Map<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) found.set(row[key], (found.get(row[key]) ?? 0) + 1);
  return found;
}

function onePass(rows: readonly Pair[], k: number): Pair[] {
  const [users, items] = [counts(rows, 'user'), counts(rows, 'item')];
  return rows.filter(({ user, item }) => users.get(user)! >= k && items.get(item)! >= k);
}

function kCore(rows: readonly Pair[], k: number): Pair[] {
  const left = onePass(rows, k);
  return left.length === rows.length ? left : kCore(left, k);
}

const pairs = (...texts: string[]): Pair[] => texts.map((text) => ({ user: text[0]!, item: text.slice(1) }));

/** c has 2, b needs c's item 3, and a needs b's item 2: removing one removes the next. */
const chain = () => pairs('a1', 'a2', 'b2', 'b3', 'c3', 'x1', 'x9', 'y1', 'y9');

function drawn(): [Pair[], number] {
  const random = new RandomState(13);
  const all = new Set(
    Array.from(
      { length: 300 },
      () => `${'abcdefghijklmnopqrstuvwxyz'[random.integer(0, 26)]}${random.integer(0, 40)}`,
    ),
  );
  return [pairs(...all), 8];
}

const judged = judgeFunction<[readonly Pair[], number], readonly Pair[]>(
  {
    reference: kCore,
    praise: 'Right, even where one removal causes the next. On real files, a few rounds are enough.',
    probes: [
      { about: 'rows that all have enough', args: () => [pairs('a1', 'a2', 'b1', 'b2'), 2] },
      { about: 'k of 1', args: () => [pairs('a1', 'b2'), 1] },
      { about: 'an item with a single row', args: () => [pairs('a1', 'a2', 'b1', 'b2', 'a3'), 2] },
      { about: 'a chain, where each removal causes the next', args: () => [chain(), 2] },
      { about: 'nobody with three rows', args: () => [pairs('a1', 'a2', 'b1'), 3] },
      { about: '300 random rows', args: drawn },
    ],
  },
  [
    {
      words:
        'One round is not enough: without the rows just removed, others have too few. Repeat until nothing changes.',
      written: onePass,
    },
    {
      words: 'Exactly k rows are enough: keep users and items with k, not only those with more.',
      written: (rows, k) => kCore(rows, k + 1),
    },
    {
      words: 'You looked at the users only. Items need k rows, too.',
      written: (rows, k) => rows.filter(({ user }) => counts(rows, 'user').get(user)! >= k),
    },
  ],
);

export const kCoreOfRows: ExerciseSpec<(rows: readonly Pair[], k: number) => readonly Pair[]> = {
  id: '13-3',
  title: 'A k-core',
  level: 'build',
  task: 'Write a function that takes rows of user and item, and a number k, and returns those rows, in their order, that are left when every user and every item has at least k of them.',
  needs: [],
  answer: 'kCore',
  hints: [
    'If you remove a user, which counts change?',
    'Count the rows of each user and of each item, filter, and compare the length with before.',
    'Call your function again with what is left, until a round removes nothing.',
  ],
  ...judged,
};
