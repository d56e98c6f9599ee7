/** ALS on a real Spark: a master and two workers on this machine. Skipped where there is no Java. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import type { SparkPrograms } from '../../lib/big-data/spark/spark-job';
import { Interactions } from '../../lib/data/table/interactions';
import { byRatingMetric } from '../../lib/evaluation/ratings/metrics/rating-metrics';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import type { RegisteredModel } from '../../lib/models/registry';
import { loadModel } from '../../lib/service/package/model-package';
import { generateRatings } from '../../lib/simulation/generate';
import { spark } from '../../scripts/spark';
import { sameModel } from '../../scripts/spark/models';
import { sparkPrograms } from '../../scripts/spark/programs';
import type { Screen } from '../../scripts/spark/train';
import { QUICK_JAVA, SparkTestCluster } from './spark-cluster';

/** On a machine with ten times as much to do as it can, this has taken seven minutes. */
const LIMIT = { timeout: 540_000 };
const SETTINGS = [
  'spark.default.parallelism=2',
  'spark.sql.shuffle.partitions=2',
  'spark.sql.adaptive.enabled=false',
  'spark.sql.codegen.wholeStage=false', // compiling takes longer than the work
  `spark.driver.extraJavaOptions=${QUICK_JAVA}`,
  `spark.executor.extraJavaOptions=${QUICK_JAVA}`,
  // Not before both workers are there.
  'spark.cores.max=2',
  'spark.scheduler.minRegisteredResourcesRatio=1',
  'spark.scheduler.maxRegisteredResourcesWaitingTime=60s',
].flatMap((setting) => ['--set', setting]);

const dir = mkdtempSync(path.join(tmpdir(), 'recommender-lab-spark-'));
let programs: SparkPrograms | undefined;
let why = '';
let cluster: SparkTestCluster;

before(async () => {
  try {
    programs = await sparkPrograms({ env: process.env, note: () => {} });
  } catch (error) {
    // CI has Java and Python: there, it must not be skipped.
    if (process.env.CI) throw error;
    why = (error as Error).message;
    return;
  }
  cluster = new SparkTestCluster(programs, dir);
  await cluster.start(2);
}, LIMIT);
after(() => {
  cluster?.stop();
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});

/** Ratings with ids that are texts, beyond ASCII. */
function namedRatings(): Interactions {
  const { user, item, rating } = generateRatings({
    users: 200,
    items: 60,
    ratings: 2500,
    rank: 3,
  }).toColumns();
  const named = (ids: readonly string[], letter: string) => ids.map((id) => `${letter}${id}`);
  return Interactions.fromColumns(
    {
      user: { ids: named(user.ids, 'ü-'), indices: user.indices },
      item: { ids: named(item.ids, '本-'), indices: item.indices },
      rating,
    },
    { scale: { min: 1, max: 5, step: 1 } },
  );
}

function writeCsv(file: string, table: Interactions): void {
  const lines = Array.from({ length: table.length }, (_, n) => {
    const { user, item, rating } = table.row(n);
    return `${user},${item},${rating}`;
  });
  writeFileSync(file, `user,item,rating\n${lines.join('\n')}\n`);
}

const rmseOf = (model: RegisteredModel, test: Interactions) =>
  byRatingMetric((metric) => metric.of(model.predictAll(test), test)).rmse;

test(
  'on a cluster that loses a worker, ALS learns what our own learns, and is served like it',
  LIMIT,
  async (t) => {
    if (!programs) return t.skip(why);
    const split = trainTestSplit(namedRatings());
    const csv = path.join(dir, 'ratings.csv');
    writeCsv(csv, split.train);
    const out = path.join(dir, 'model');
    let killed = false;
    const lines: string[] = [];
    const screen: Screen = {
      print: (text) => lines.push(text),
      note: (line) => lines.push(line),
      status: (line) => {
        lines.push(line);
        if (killed || !line.startsWith('Spark: round')) return;
        killed = true;
        cluster.killWorker();
      },
    };
    const args = ['train', '--ratings', csv, '--out', out, '--master', cluster.address, '--memory', '512m'];
    const own = ['--factors', '4', '--rounds', '4', '--regularization', '0.1', ...SETTINGS];
    assert.equal(await spark([...args, ...own], screen, new AbortController().signal), 0);
    assert.ok(killed, lines.join('\n'));
    assert.match(cluster.masterLog, /Removing worker/);
    assert.match(lines.join('\n'), /Prepared 2,000 ratings of \d+ items[\s\S]+Trained ALS on 2000 ratings/);

    const { model } = await loadModel(out);
    assert.deepEqual([model.name, model.options.regExponent, model.options.epochs], ['ALS', 1, 4]);
    const ours = await sameModel(model).fit(split.train);
    const [theirs, own_] = [rmseOf(model, split.test), rmseOf(ours, split.test)];
    assert.ok(Math.abs(theirs - own_) < 0.03, `on Spark ${theirs}, here ${own_}`);
    // Lists, similar items, visitors, explanations.
    const [user] = model.train.users;
    const [item] = model.train.items;
    assert.match(`${user}${item}`, /^ü-\d+本-\d+$/);
    assert.equal(model.recommend(user, { k: 5 }).length, 5);
    assert.equal(model.similarItems(item, { k: 3 }).length, 3);
    const visitor = model.foldIn([{ item, rating: 5 }]);
    assert.equal(visitor.recommend({ k: 5 }).length, 5);
    const { score, terms } = model.explain(user, item);
    const sum = terms.reduce((total, { value }) => total + value, 0);
    assert.ok(Math.abs(sum - score) < 1e-4, `${sum} ${score}`);
    assert.deepEqual(
      readdirSync(dir).filter((name) => name.startsWith('.spark-')),
      [],
      'temporary files are gone',
    );
  },
);

test('stopped, it leaves no process and no file', LIMIT, async (t) => {
  if (!programs) return t.skip(why);
  const csv = path.join(dir, 'few.csv');
  writeCsv(csv, namedRatings());
  const below = path.join(dir, 'stopped');
  const controller = new AbortController();
  const screen: Screen = {
    print: () => {},
    note: () => {},
    status: (line) => {
      if (line.startsWith('Spark:')) controller.abort(new Error('stopped'));
    },
  };
  const args = ['train', '--ratings', csv, '--out', path.join(below, 'model'), '--master', 'local[1]'];
  await assert.rejects(
    spark([...args, '--implicit', ...SETTINGS], screen, controller.signal),
    /^Error: stopped/,
  );
  assert.deepEqual(readdirSync(below), []);
  const running = execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' });
  assert.ok(!running.includes(below), running);
});
