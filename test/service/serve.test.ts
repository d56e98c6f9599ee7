/** The command `npm run serve`, as a process of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { readFeedback } from '../../lib/service/feedback/feedback-store';
import { readArguments } from '../../scripts/serve/arguments';
import { PYTHON } from '../kernel/session';
import { SERVE, serve } from './serve-process';
import { saveToy, temporaryFolder } from './serve-toy';

/** The processes are killed when a test is cut off. */
const LIMIT = { timeout: 300_000 };

test(
  'it serves a folder, loads it again on SIGHUP, and ends on SIGTERM with its feedback kept',
  LIMIT,
  async () => {
    const [dir, feedback] = [path.join(temporaryFolder(), 'model'), temporaryFolder()];
    await saveToy(dir);
    const { child, ended, says } = serve('--model', dir, '--port', '0', '--feedback', feedback);
    const address = await says(/Listening on (\S+)/);
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/);
    await says(/Serving KNNWithMeans/);
    assert.equal((await fetch(`${address}/recommend/u1`)).status, 200);
    assert.match(await (await fetch(address)).text(), /<title>Recommendations/);
    const events = [{ type: 'click', userId: 'ann', itemId: 'i1' }];
    const headers = { 'content-type': 'application/json' };
    await fetch(`${address}/feedback`, { method: 'POST', headers, body: JSON.stringify({ events }) });
    await saveToy(dir, 'BaselineOnly');
    child.kill('SIGHUP');
    await says(/serving (BaselineOnly)/);
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.equal((await readFeedback(feedback)).length, 1);
  },
);

test('when nobody reads its lines any more it goes on without them', LIMIT, async () => {
  const dir = path.join(temporaryFolder(), 'model');
  await saveToy(dir);
  const args = ['--model', dir, '--port', '0', '--feedback', temporaryFolder()];
  const { child, ended, says } = serve(...args);
  const address = await says(/Listening on (\S+)/);
  await says(/Serving/);
  child.stdout!.destroy();
  for (let n = 0; n < 3; n++) assert.equal((await fetch(`${address}/recommend/u1`)).status, 200);
  await says(/Nothing reads stdout any more/);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});

test('when its terminal is closed it ends in order', {
  ...LIMIT,
  skip: process.platform === 'win32' && 'no pty',
}, async () => {
  const [dir, feedback] = [path.join(temporaryFolder(), 'model'), temporaryFolder()];
  await saveToy(dir);
  const command = [process.execPath, '--require', 'tsx/cjs', SERVE, '--model', dir, '--port', '0'];
  const closer = path.join(__dirname, 'close-terminal.py');
  const args = [closer, 'Open http', ...command, '--feedback', feedback];
  const { stdout } = await promisify(execFile)(PYTHON, args);
  assert.equal(stdout, 'exit 0\n');
  assert.deepEqual(readdirSync(feedback), ['events.duckdb'], 'no lock, no log');
});

test('it ends with the program that started it', LIMIT, async () => {
  const dir = path.join(temporaryFolder(), 'model');
  await saveToy(dir);
  const feedback = temporaryFolder();
  const { child, ended, says } = serve(
    '--model',
    dir,
    '--port',
    '0',
    '--feedback',
    feedback,
    '--until-stdin-ends',
  );
  await says(/Serving/);
  child.stdin!.end();
  assert.equal(await ended, 0);
});

test('what keeps it from starting is a sentence, and an exit code', LIMIT, async () => {
  const dir = path.join(temporaryFolder(), 'model');
  await saveToy(dir);
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  after(() => taken.close());
  const { port } = taken.address() as { port: number };
  const empty = temporaryFolder();
  const runs: [number, RegExp, string[]][] = [
    [2, /^Unknown option: --prot; did you mean --port\?\n\nnpm run serve/, ['--prot', '80']],
    [
      1,
      /^model package: model\.json: there is no model in /,
      ['--model', empty, '--feedback', temporaryFolder()],
    ],
    [
      1,
      new RegExp(`port ${port} is in use .* --port ${port + 1}`),
      ['--model', dir, '--port', `${port}`, '--feedback', temporaryFolder()],
    ],
  ];
  const started = runs.map(([, , args]) => serve(...args));
  for (const [n, [code, message]] of runs.entries()) {
    assert.equal(await started[n].ended, code, started[n].notes());
    assert.match(started[n].notes(), message);
    assert.doesNotMatch(started[n].notes(), /^ {4}at /m);
  }
});

const refused: [string[], RegExp][] = [
  [['--port'], /^--port needs a value\n/],
  [['--feedback', ''], /--feedback needs a value/],
  [['--port', '70000'], /--port must be a whole number from 0 to 65535, got 70000/],
  [['--port', '1e3'], /got 1e3/],
  [['--model', 'a', '--train', 'SVD'], /use only one of them/],
  [['--model', 'a', '--retrain'], /--retrain can't be used with --model/],
  [['--stars', 'a'], /--stars can only be used with --model/],
  [['--train', 'SVD', '--keep', 'some'], /--keep must be one of rows, seen, none, got some/],
  [['--keep', 'none'], /--keep can only be used with --train/],
  [['--train', 'SVT'], /no model is named "SVT"; the models are/],
  [['--cors', 'example.org/x'], /must be an origin such as/],
  [['--workers', '0'], /--workers must be a whole number from 1 to 256, got 0/],
  [['--workers', '2', '--stream', 'embedded'], /--workers can't be used with --stream: .*--group/],
  [['--workers', '2', '--experiment', 'x.json'], /--workers can't be used with --experiment/],
  [['8080'], /^Unexpected argument: 8080\n/],
  [['--stream', 'embedded', '--group', 'shop'], /--group can only be used with --stream kafka:\/\//],
  [['--group', 'shop'], /--group can only be used with --stream kafka:\/\//],
  [
    ['--stream', 'kafka://a:1', '--group', 'g', '--experiment', 'x.json'],
    /--experiment can't be used with --group/,
  ],
  [
    ['--stream', 'embedded', '--stream-security', 'x'],
    /--stream-security can only be used with --stream kafka:/,
  ],
  [['--stream', 'kafka://a:1', '--group', 'x'.repeat(201)], /a name of 1 to 200 characters, got 201/],
  [['--new-items', '2'], /--new-items can only be used with --stream/],
  [['--stream', 'embedded', '--new-items', '-1'], /--new-items needs a value/],
  [['--stream', 'embedded', '--new-items=1.5'], /--new-items must be a whole number from 0 to 100, got 1.5/],
  [
    ['--stream', 'rabbit://one'],
    /--stream must be embedded or an address like kafka:\/\/127\.0\.0\.1:9092, got rabbit/,
  ],
];
for (const [args, message] of refused) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}

test('arguments and what is meant without them', () => {
  const { port, host, rateLimit, cors } = readArguments([]);
  assert.deepEqual(
    { port, host, rateLimit, cors },
    { port: 8080, host: '127.0.0.1', rateLimit: 1200, cors: [] },
  );
  assert.deepEqual(readArguments(['--cors', 'https://a.org', '--cors', 'http://b.org:81']).cors, [
    'https://a.org',
    'http://b.org:81',
  ]);
  assert.equal(readArguments([]).stream, undefined);
  assert.equal(readArguments(['--stream', 'embedded']).stream, 'embedded');
  assert.equal(readArguments(['--stream', 'kafka://a:1', '--group', 'shop']).group, 'shop');
  assert.equal(readArguments(['--stream', 'embedded']).newItems, undefined);
  assert.equal(readArguments(['--stream', 'embedded', '--new-items', '0']).newItems, 0);
});
