import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { test } from 'node:test';
import { experimentTable } from '../../scripts/bench/experiment-load';
import { watchOthers } from '../../scripts/bench/other-programs';
import { type LoadRow, loadTable } from '../../scripts/bench/service-load';
import { steadyLoad } from '../../scripts/bench/steady-load';

const row = (service: string, perSecond: number): LoadRow => ({
  service,
  perSecond,
  p99: 5,
  cpu: 1e6 / perSecond,
  answers: 5 * perSecond,
  failures: 0,
});

test('ratios are taken round by round, and the median is reported', () => {
  const rounds = [
    [8000, 50, 500],
    [9000, 100, 900],
    [6000, 60, 1000],
  ];
  const rows = rounds.flatMap(([ours, flask, fastapi]) => [
    row('Recommender Lab', ours),
    row('Flask + Surprise', flask),
    row('FastAPI + implicit', fastapi),
  ]);
  const table = loadTable(rows);
  assert.match(
    table,
    /Recommender Lab: 100\.0 times as many lists \(90\.0 to 160\.0\) as Flask \+ Surprise; of the same processor time 100\.0 times/,
  );
  assert.match(table, /Recommender Lab: 10\.0 times as many lists \(6\.0 to 16\.0\) as FastAPI \+ implicit/);
  assert.doesNotMatch(table, /every list computed/, 'what was not measured is left out');
  assert.doesNotMatch(loadTable(rows.filter(({ service }) => !service.startsWith('FastAPI'))), /implicit;/);
});

test('an experiment is compared with the same round without it, and its slowest answers with all of those', () => {
  const slow = (...times: number[]) => ({ times: [...Array(98).fill(1), ...times], others: 0 });
  const rows = [100, 200, 400].flatMap((base) => [
    { ...row('no experiment', base), cpu: 100, shadowed: 0, ...slow(2, 2) },
    { ...row('two arms', 0.9 * base), cpu: 110, shadowed: 0, ...slow(3, 3) },
    { ...row('two arms, shadow', 0.8 * base), cpu: 120, shadowed: 0.03, ...slow(2, 9), others: 1 },
  ]);
  const [arms, shadow, how, share] = experimentTable(rows).split('\n');
  assert.equal(
    arms,
    'two arms: 0.90 (0.90 to 0.90) of the lists per second, p99 at the same rate 1.50 times as long (3.00 ms against 2.00), processor time 1.10 (1.10 to 1.10); p99 at full load 1.00 (1.00 to 1.00)',
  );
  assert.match(shadow, /^two arms, shadow: 0\.80 .* 1\.00 times as long \(2\.00 ms/);
  assert.match(how, /3 rounds in turn; 0 failures; in 3 of 9 runs, other programs took more/);
  assert.match(share, /3\.0% of the control's/);
});

test('requests come at a fixed rate, and wait from the moment at which they are due', async () => {
  let answered = 0;
  const server = createServer((request, response) => {
    const isStuck = ++answered === 10;
    setTimeout(() => response.writeHead(request.url === '/b' ? 404 : 200).end('ok'), isStuck ? 60 : 0);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const load = { paths: ['/a', '/a', '/a', '/b'], perSecond: 1000, seconds: 0.2, seed: 1 };
  const { times, failures } = await steadyLoad(`http://127.0.0.1:${port}`, load);
  server.close();
  assert.equal(times.length, answered);
  assert.ok(answered > 150 && answered < 260, `${answered}`);
  assert.equal(failures, Math.floor(answered / 4));
  assert.ok(Math.max(...times) > 50 && Math.min(...times) > 0);
});

test('what this process takes is not of other programs', () => {
  const others = watchOthers();
  const until = performance.now() + 60;
  while (performance.now() < until);
  const cores = others();
  assert.ok(cores >= 0 && cores < cpus().length + 1, `${cores}`);
});
