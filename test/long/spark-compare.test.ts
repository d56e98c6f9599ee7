/** `npm run spark -- compare` on MovieLens 100K: on Spark, both models learn as much as here. Skipped without Java. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { spark } from '../../scripts/spark';
import { sparkPrograms } from '../../scripts/spark/programs';

const dir = mkdtempSync(path.join(tmpdir(), 'recommender-lab-spark-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** The largest difference, and the metric. Measured: RMSE .0010, nDCG@10 .0001; over seeds, ALS itself spreads by .0011. */
const EXPECTED = [
  { how: [], metric: 'rmse', most: 0.003 },
  { how: ['--implicit'], metric: 'ndcg', most: 0.008 },
] as const;

for (const { how, metric, most } of EXPECTED) {
  test(`compare ${how.join(' ')}: ${metric}`, { timeout: 600_000 }, async (t) => {
    const why = await sparkPrograms({ env: process.env, note: () => {} }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (why !== undefined) return t.skip(why);
    const { ratings } = loadMovieLens100K();
    const csv = path.join(dir, 'ratings.csv');
    const lines = Array.from({ length: ratings.length }, (_, n) => {
      const { user, item, rating } = ratings.row(n);
      return `${user},${item},${rating}\n`;
    });
    writeFileSync(csv, `user,item,rating\n${lines.join('')}`);
    const printed: string[] = [];
    const screen = { print: (text: string) => printed.push(text), note: () => {}, status: () => {} };
    const settings = ['spark.default.parallelism=2', 'spark.sql.shuffle.partitions=2'];
    const args = ['compare', '--ratings', csv, '--master', 'local[2]', '--json', ...how];
    const all = [...args, ...settings.flatMap((setting) => ['--set', setting])];
    assert.equal(await spark(all, screen, new AbortController().signal), 0);
    const { rows } = JSON.parse(printed[0]!) as { rows: Record<string, number>[] };
    assert.ok(Math.abs(rows[0]![metric]! - rows[1]![metric]!) < most, printed[0]);
  });
}
