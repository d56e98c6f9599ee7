import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { readArguments } from '../../scripts/data/arguments';
import { type DataSet, dataSet } from '../../scripts/data/data-sets';
import { fetchDataSet } from '../../scripts/data/fetch-data-set';
import { fakeLab, fakeVenv, makeZip } from './fake-lab';

const CONTENT = Buffer.from(
  Array.from({ length: 5000 }, (_, n) => `u${n},i${n % 7},5,${1e9 + n}\n`).join(''),
);
const md5 = (content: Buffer) => createHash('md5').update(content).digest('hex');

interface Host {
  content: Buffer;
  tag: string;
  /** Bytes after which the connection breaks, for each request; then none does. */
  breaks: number[];
  /** The ranges that were asked for. */
  readonly ranges: (string | undefined)[];
  readonly url: string;
}

/** A host that serves one file, in parts, too. */
async function host(t: TestContext, breaks: number[] = []): Promise<Host> {
  const server = http.createServer(({ headers }, response) => {
    const { content, tag } = made;
    made.ranges.push(headers.range);
    const isPart = headers.range !== undefined && headers['if-range'] === tag;
    const from = isPart ? Number(/\d+/.exec(headers.range!)![0]) : 0;
    if (isPart && from >= content.length) {
      response.writeHead(416).end();
      return;
    }
    const rest = content.subarray(from);
    response.writeHead(isPart ? 206 : 200, { 'content-length': rest.length, etag: tag });
    const most = made.breaks.shift();
    if (most === undefined) response.end(rest);
    else response.write(rest.subarray(0, most), () => setTimeout(() => response.destroy(), 20));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ratings.csv`;
  const made: Host = { content: CONTENT, tag: '"first"', breaks, ranges: [], url };
  return made;
}

function setOf(url: string, more: Partial<DataSet> = {}): DataSet {
  return {
    name: 'made-up',
    url,
    byHand: url,
    file: 'made-up/r.csv',
    ratings: 'made-up/r.csv',
    license: 'Free.',
    md5: md5(CONTENT),
    ...more,
  };
}

test('a download that breaks continues where it stopped, and is there afterwards', async (t) => {
  const lab = fakeLab(t);
  const server = await host(t, [30_000, 40_000]);
  const file = await fetchDataSet(lab.context(), setOf(server.url));
  assert.deepEqual(fs.readFileSync(file), CONTENT);
  assert.equal(server.ranges.length, 3);
  assert.equal(server.ranges[0], undefined);
  for (const range of server.ranges.slice(1)) assert.match(range!, /^bytes=[1-9]\d*-$/);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ['r.csv'], 'nothing else is left');
  await fetchDataSet(lab.context(), setOf(server.url));
  assert.equal(server.ranges.length, 3, 'nothing is fetched again');
});

test('it continues in the next run, but not with the rest of another file', async (t) => {
  const lab = fakeLab(t);
  const folder = path.join(lab.root, 'data/made-up');
  const server = await host(t, [0, 0, 0, 0, 0, 0]);
  const earlier = (tag: string) => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'r.csv.fetched.part'), CONTENT.subarray(0, 1000));
    fs.writeFileSync(
      path.join(folder, 'r.csv.fetched.part.json'),
      JSON.stringify({ url: server.url, version: tag }),
    );
  };
  earlier('"first"');
  await assert.rejects(
    fetchDataSet(lab.context(), setOf(server.url)),
    /made-up could not be fetched: 127\.0\.0\.1:\d+ can't be reached/,
  );
  assert.equal(server.ranges[0], 'bytes=1000-');
  server.breaks = [];
  assert.deepEqual(fs.readFileSync(await fetchDataSet(lab.context(), setOf(server.url))), CONTENT);
  fs.rmSync(folder, { recursive: true });
  earlier('"older"');
  assert.deepEqual(fs.readFileSync(await fetchDataSet(lab.context(), setOf(server.url))), CONTENT);
});

test('a wrong checksum is an error, and what was fetched is removed', async (t) => {
  const lab = fakeLab(t);
  const server = await host(t);
  server.content = Buffer.from('another file');
  const wrong =
    /made-up could not be fetched: r\.csv has the wrong checksum \(\w{32}, expected \w{32}\)\nDownload http:\S+ on a machine with network access, save it as data\/made-up\/r\.csv, then run: npm run data -- made-up$/;
  await assert.rejects(fetchDataSet(lab.context(), setOf(server.url)), wrong);
  assert.deepEqual(fs.readdirSync(path.join(lab.root, 'data/made-up')), []);
});

test('an archive is unpacked; one that was put there by hand is checked first', async (t) => {
  const lab = fakeLab(t);
  fakeVenv(lab, 'offline');
  const archive = path.join(lab.folder, 'made-up.zip');
  const { md5 } = makeZip(archive, {
    'made-up/ratings.csv': 'userId,movieId\n',
    'made-up/movies.csv': 'movieId\n',
    'made-up/tags.csv': '',
  });
  const set = setOf('http://127.0.0.1:1/made-up.zip', {
    file: 'made-up.zip',
    md5,
    members: ['made-up/ratings.csv', 'made-up/movies.csv'],
    ratings: 'made-up/ratings.csv',
  });
  await assert.rejects(
    fetchDataSet(lab.context(), set),
    /127\.0\.0\.1:1 can't be reached .*\nDownload .* save it as data\/made-up\.zip/,
  );
  lab.write('data/made-up.zip', 'no archive');
  await assert.rejects(fetchDataSet(lab.context(), set), /made-up\.zip has the wrong checksum/);
  assert.equal(lab.read('data/made-up.zip'), 'no archive', 'what a person has put there stays');
  fs.copyFileSync(archive, path.join(lab.root, 'data/made-up.zip'));
  assert.equal(fs.readFileSync(await fetchDataSet(lab.context(), set), 'utf8'), 'userId,movieId\n');
  assert.deepEqual(fs.readdirSync(path.join(lab.root, 'data/made-up')).sort(), ['movies.csv', 'ratings.csv']);
});

test('what only a person can fetch: it says what to put where', async (t) => {
  await assert.rejects(
    fetchDataSet(fakeLab(t).context(), dataSet('yelp')),
    /yelp could not be fetched: its license must be accepted by a person\nDownload the JSON archive from \S+ .*, save it as data\/yelp\/yelp_academic_dataset_review\.json, then run: npm run data -- yelp$/,
  );
});

test('the command line', () => {
  const set = readArguments(['amazon-2023', 'Video_Games', '--k-core', '5']);
  assert.ok(
    set.command === 'fetch' && set.set.url!.endsWith('/Video_Games.csv.gz') && set.prepare.kCore === 5,
  );
  const own = readArguments([
    'prepare',
    'a.csv',
    'b.csv',
    '--out',
    'x',
    '--format',
    'amazon-2014',
    '--test',
    '0.2',
    '--skip-damaged',
  ]);
  assert.ok(own.command === 'prepare');
  assert.deepEqual(
    [own.prepare.from, own.prepare.into, own.prepare.damaged],
    [['a.csv', 'b.csv'], 'x', 'skip'],
  );
  assert.deepEqual(own.prepare.split, { by: 'time', testSize: 0.2 });
  const known = readArguments(['prepare', 'a.csv', '--out', 'x', '--columns', 'user=who,item=what,rating=']);
  assert.ok(known.command === 'prepare');
  assert.deepEqual(known.prepare.columns, { user: 'who', item: 'what', rating: null });
  const refused: [string[], RegExp][] = [
    [['ml-25m', '--columns', 'user=a,item=b'], /--columns needs prepare/],
    [
      ['prepare', 'a', '--out', 'x', '--columns', 'user=a'],
      /--columns must name user and item, got "user=a"/,
    ],
    [[], /Say what to fetch or prepare\.\n\nFetches public/],
    [
      ['ml-20m'],
      /The first argument must be one of ml-25m, ml-32m, amazon-2023, yelp, prepare, generate, got ml-20m/,
    ],
    [['ml-25m', 'x'], /Unexpected argument: x/],
    [['amazon-2023'], /amazon-2023 needs a category: All_Beauty, /],
    [['amazon-2023', 'Cars'], /category must be one of .*, got Cars/],
    [['prepare', '--out', 'x'], /prepare needs a file of ratings and --out/],
    [['prepare', 'a', '--out', 'x', '--format', 'csv'], /--format must be one of movielens, .*got csv/],
    [['prepare', 'a', '--out', 'x', '--users', '2'], /--users must be a share between 0 and 1/],
    [['generate', 'yelp', '--out', 'x'], /generate needs a layout, --rows and --out/],
    [['generate', 'yelp', '--out', 'x', '--rows', '5', '--k-core', '2'], /generate doesn't take --k-core/],
    [['prepare', 'a', '--out', 'x', '--rows', '5'], /--rows needs generate/],
  ];
  for (const [args, message] of refused) assert.throws(() => readArguments(args), message);
});
