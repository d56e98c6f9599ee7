import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SHAPE, syntheticFiles } from '../../scripts/setup/dataset-synthetic';

const files: Record<string, Buffer | string> = syntheticFiles();
const lines = (name: string): string[] => String(files[name]).trimEnd().split('\n');
const ratings = lines('u.data').map((line) => line.split('\t').map(Number));

/** How often each value of a column occurs. */
function counts(column: number): Map<number, number> {
  const result = new Map<number, number>();
  for (const row of ratings) result.set(row[column], (result.get(row[column]) ?? 0) + 1);
  return result;
}

/** Of the largest tenth of the counts, the share of all. */
function topTenth(values: number[]): number {
  const sorted = values.sort((a, b) => b - a);
  const sum = (list: number[]) => list.reduce((total, value) => total + value, 0);
  return sum(sorted.slice(0, Math.ceil(sorted.length / 10))) / sum(sorted);
}

describe('synthetic data set', () => {
  test('same seed, same bytes; another seed, others', () => {
    assert.deepEqual(syntheticFiles(), files);
    assert.notDeepEqual(syntheticFiles(7)['u.data'], files['u.data']);
  });

  test("has the real set's shape: 943 users, 1,682 films, 100,000 ratings, its shares of 1 to 5", () => {
    assert.equal(lines('u.user').length, 943);
    assert.equal(lines('u.item').length, 1682);
    assert.equal(ratings.length, 100_000);
    const byRating = counts(2);
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((rating) => byRating.get(rating)),
      [6110, 11370, 27145, 34174, 21201],
    );
  });

  test('every user has at least 20 ratings, every film one, no pair occurs twice', () => {
    const byUser = [...counts(0).values()];
    assert.equal(byUser.length, SHAPE.users);
    assert.ok(Math.min(...byUser) >= 20);
    assert.equal(counts(1).size, SHAPE.films);
    assert.equal(new Set(ratings.map(([user, film]) => user * 10_000 + film)).size, ratings.length);
  });

  test('popularity and activity have long tails', () => {
    assert.ok(
      topTenth([...counts(1).values()]) > 0.35,
      'a tenth of the films has over a third of the ratings',
    );
    assert.ok(topTenth([...counts(0).values()]) > 0.25);
  });

  test('tastes are planted: film means differ, and users differ within a genre', () => {
    const genre = new Map(
      lines('u.item').map((line, index) => [index + 1, line.split('|').slice(5).indexOf('1')]),
    );
    const sums = new Map<string, { n: number; sum: number }>();
    const add = (key: string, value: number) => {
      const entry = sums.get(key) ?? { n: 0, sum: 0 };
      sums.set(key, { n: entry.n + 1, sum: entry.sum + value });
    };
    for (const [user, film, rating] of ratings) {
      add(`film ${film}`, rating);
      add(`user ${user}`, rating);
      add(`both ${user} ${genre.get(film)}`, rating);
    }
    // Half the rows predict the other half's residual within user and genre: positive only if taste is there.
    const mean = (key: string) => sums.get(key)!.sum / sums.get(key)!.n;
    let agreement = 0;
    for (const [user, film, rating] of ratings) {
      const own = sums.get(`both ${user} ${genre.get(film)}`)!;
      if (own.n < 5) continue;
      const others = (own.sum - rating) / (own.n - 1) - mean(`user ${user}`);
      agreement += others * (rating - mean(`user ${user}`));
    }
    assert.ok(agreement > 0.03 * ratings.length, `agreement ${agreement / ratings.length}`);
    const means = [...sums]
      .filter(([key, { n }]) => key.startsWith('film') && n >= 50)
      .map(([key]) => mean(key));
    assert.ok(Math.max(...means) - Math.min(...means) > 1.5);
  });

  test('is labeled as synthetic, in the original layout', () => {
    for (const line of lines('u.item'))
      assert.match(line, /^\d+\|Synthetic film \d{4} \(\d{4}\)\|01-Jan-\d{4}\|\|(\|[01]){19}$/);
    for (const line of lines('u.user')) assert.match(line, /^\d+\|\d+\|[MF]\|[a-z]+\|\d{5}$/);
    assert.equal(lines('u.genre').length, 19);
    assert.equal(lines('u.occupation').length, 21);
  });
});
