/**
 * `npm run bench -- --service`: lists a second from our service and from the tutorial's Flask and Surprise, both
 * with an SVD of 100 factors on MovieLens 100K, on this machine, one after the other, several times.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import type { Interactions } from '../../lib/data/interactions';
import { loadMovieLens100K } from '../../lib/data/movielens-100k';
import { SVD } from '../../lib/models/svd';
import { saveModel } from '../../lib/service/model-package';
import { cacheFolder, findProgram, lastLines, remove, runCommand } from './setup-tools';
import { surprisePython } from './surprise-environment';

/** What one run against one service gave. */
export interface LoadRow {
  readonly service: string;
  /** Answers a second, the mean of the run. */
  readonly perSecond: number;
  /** Milliseconds that 99 of 100 answers took at most. */
  readonly p99: number;
  readonly answers: number;
  /** Answers other than 2xx, and requests without one. */
  readonly failures: number;
}

const SECONDS = 5;
const CONNECTIONS = 8;
const ROUNDS = 3;
const PYTHON_PACKAGES = ['flask==3.1.2', 'waitress==3.0.2'];

/** Autocannon has no types of its own; this is what is used of it. */
type Autocannon = (options: {
  readonly url: string;
  readonly connections: number;
  readonly duration: number;
  readonly requests: readonly { readonly path: string }[];
}) => Promise<{
  readonly requests: { readonly average: number; readonly total: number };
  readonly latency: { readonly p99: number };
  readonly non2xx: number;
  readonly errors: number;
}>;

/** All rows: ours and theirs in turn, so that a busy moment meets both. */
export async function serviceLoad(note: (line: string) => void): Promise<LoadRow[]> {
  const { ratings, films } = loadMovieLens100K();
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-load-'));
  const children: ChildProcess[] = [];
  try {
    const python = await surprisePython({ env: process.env, note });
    const packages = await flaskPackages(python, note);
    const dir = path.join(folder, 'model');
    note('fitting SVD with 100 factors on both sides');
    await saveModel(
      await new SVD({ factors: 100, seed: 0 }).fit(ratings),
      dir,
      { date: '2000-01-01' },
      films,
    );
    const rows = path.join(folder, 'rows.tsv');
    writeFileSync(
      rows,
      Array.from(ratings, ({ user, item, rating }) => `${user}\t${item}\t${rating}\n`).join(''),
    );

    const [ourPort, theirPort] = [await freePort(), await freePort()];
    const root = path.resolve(__dirname, '..', '..');
    const serve = [
      '--require',
      'tsx/cjs',
      path.join(root, 'scripts', 'serve.ts'),
      '--quiet',
      '--rate-limit',
      '0',
    ];
    const ours = [
      ...serve,
      '--model',
      dir,
      '--feedback',
      path.join(folder, 'feedback'),
      '--port',
      `${ourPort}`,
    ];
    children.push(
      start(process.execPath, ours, {}),
      start(python, [path.join(__dirname, 'flask-service.py'), rows, `${theirPort}`], {
        PYTHONPATH: packages,
      }),
    );
    const sides = [
      { service: 'Recommender Lab', url: `http://127.0.0.1:${ourPort}` },
      { service: 'Flask + Surprise', url: `http://127.0.0.1:${theirPort}` },
    ];
    for (const [n, { service, url }] of sides.entries()) {
      await answers(service, `${url}/recommend/196`, children[n]);
    }
    const results: LoadRow[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const { service, url } of sides) {
        const row = { service, ...(await load(url, ratings)) };
        note(`${service}: ${row.perSecond.toFixed(0)} lists a second, p99 ${row.p99} ms`);
        results.push(row);
      }
    }
    return results;
  } finally {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    remove(folder);
  }
}

/** The rows and their ratio: each of ours over the one of theirs that followed it, the middle of them. */
export function loadTable(rows: readonly LoadRow[]): string {
  const lines = rows.map(({ service, perSecond, p99, answers: count, failures }) =>
    [
      service.padEnd(18),
      perSecond.toFixed(1).padStart(10),
      `${p99}`.padStart(8),
      `${count}`.padStart(8),
      `${failures}`.padStart(9),
    ].join(' '),
  );
  const ratios = rows.flatMap((row, n) =>
    n % 2 === 0 && rows[n + 1] ? [row.perSecond / rows[n + 1].perSecond] : [],
  );
  const middle = [...ratios].sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
  const head = `${'service'.padEnd(18)} ${'lists/s'.padStart(10)} ${'p99 ms'.padStart(8)} ${'answers'.padStart(8)} ${'failures'.padStart(9)}`;
  const each = ratios.map((ratio) => ratio.toFixed(1)).join(', ');
  return `${head}\n${lines.join('\n')}\n\nRecommender Lab gives ${middle.toFixed(1)} times as many lists (${each}): ${CONNECTIONS} connections, ${SECONDS} s a run, each server on one core where taskset is there.`;
}

async function load(url: string, ratings: Interactions): Promise<Omit<LoadRow, 'service'>> {
  const autocannon = require('autocannon') as Autocannon;
  const requests = Array.from(ratings.users, (user) => ({ path: `/recommend/${user}?n=10` }));
  await autocannon({ url, connections: CONNECTIONS, duration: 1, requests }); // warm
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS, requests });
  return {
    perSecond: result.requests.average,
    p99: result.latency.p99,
    answers: result.requests.total,
    failures: result.non2xx + result.errors,
  };
}

/** A server on the first core, so that the load comes from another. */
function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const taskset = findProgram('taskset', process.env);
  const [command, ...rest] = taskset ? [taskset, '-c', '0', program, ...args] : [program, ...args];
  return spawn(command, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Waits for a first good answer. */
async function answers(service: string, url: string, child: ChildProcess): Promise<void> {
  for (let n = 0; n < 240; n++) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return;
    if (child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new LabError('NO_ANSWER', `${service} gave no list; it has ended, or needed more than a minute`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Flask beside the environment of Surprise, in the cache. */
async function flaskPackages(python: string, note: (line: string) => void): Promise<string> {
  const target = path.join(cacheFolder(process.env), 'bench-flask');
  if (existsSync(path.join(target, 'waitress'))) return target;
  note(`installing ${PYTHON_PACKAGES.join(' and ')} in ${target}`);
  const args = [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--no-input',
    '--target',
    target,
    ...PYTHON_PACKAGES,
  ];
  const { code, output } = await runCommand(python, args, { timeout: 300_000 });
  if (code !== 0) throw new LabError('NO_FLASK', `pip could not install Flask:\n${lastLines(output, 4)}`);
  return target;
}
