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

const OURS = 'Recommender Lab';
const THEIRS = 'Flask + Surprise';
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

    const root = path.resolve(__dirname, '..', '..');
    const serve = [
      '--require',
      'tsx/cjs',
      path.join(root, 'scripts', 'serve.ts'),
      '--quiet',
      '--rate-limit',
      '0',
    ];
    const ours = (port: number, keepItems: number) => {
      const feedback = path.join(folder, `feedback-${port}`);
      const more = [
        '--model',
        dir,
        '--feedback',
        feedback,
        '--port',
        `${port}`,
        '--keep-items',
        `${keepItems}`,
      ];
      return start(process.execPath, [...serve, ...more], {});
    };
    const theirs = (port: number) =>
      start(python, [path.join(__dirname, 'flask-service.py'), rows, `${port}`], { PYTHONPATH: packages });
    const sides: { service: string; url: string }[] = [];
    for (const [service, run] of [
      [OURS, (port: number) => ours(port, 20_000)],
      ['every list made anew', (port: number) => ours(port, 0)],
      [THEIRS, theirs],
    ] as const) {
      const port = await freePort();
      const child = run(port);
      children.push(child);
      sides.push({ service, url: `http://127.0.0.1:${port}` });
      await answers(service, `http://127.0.0.1:${port}/recommend/196`, child);
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

/** The rows, and how often ours is theirs: round by round, and the middle of the rounds. */
export function loadTable(rows: readonly LoadRow[]): string {
  const columns = (cells: readonly string[]) =>
    cells.map((cell, n) => (n === 0 ? cell.padEnd(20) : cell.padStart(9))).join(' ');
  const lines = rows.map(({ service, perSecond, p99, answers: count, failures }) =>
    columns([service, perSecond.toFixed(0), `${p99}`, `${count}`, `${failures}`]),
  );
  const theirs = rows.filter(({ service }) => service === THEIRS);
  const ratios = [...new Set(rows.map(({ service }) => service))]
    .filter((service) => service !== THEIRS)
    .map((service) => {
      const each = rows
        .filter((row) => row.service === service)
        .map(({ perSecond }, round) => perSecond / theirs[round].perSecond)
        .sort((a, b) => a - b);
      const from = `${each[0].toFixed(1)} to ${each[each.length - 1].toFixed(1)}`;
      return `${service}: ${each[Math.floor(each.length / 2)].toFixed(1)} times as many lists as ${THEIRS} (${from})`;
    });
  const head = columns(['service', 'lists/s', 'p99 ms', 'answers', 'failures']);
  const how = `${CONNECTIONS} connections that ask for the 943 users in turn, ${SECONDS} s a run; each server on one core where taskset is there.`;
  return `${head}\n${lines.join('\n')}\n\n${ratios.join('\n')}\n${how}`;
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
