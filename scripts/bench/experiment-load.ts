/**
 * `npm run bench -- --service --experiment`: what an experiment costs our service: without one, with one of two arms, and
 * with a challenger in the shadow as well; on this machine, in turn, several times. All have the same model, so that only
 * the experiment itself makes a difference.
 *
 * Lists a second are measured with as many requests as the service can answer. How long the slowest answers take then
 * says little: each waits for the others, and a service that answers more has more pauses a second. So the time that 99 of
 * 100 take at most is measured at one rate for all, half of what the service without an experiment can do, from the moment
 * at which a request is due, with the same arrivals, over the requests of all rounds together. That at full load is
 * printed as well. A round in which other programs take more than a little of the processors is made again, whatever it gave.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { SVD } from '../../lib/models/factors/svd';
import { saveModel } from '../../lib/service/package/model-package';
import { remove } from '../setup/atomic';
import { onStop } from '../setup/cleanup';
import { watchOthers } from './other-programs';
import { ourServer } from './our-server';
import { median } from './ratios';
import type { ServerProcess } from './server-process';
import { inTurn, type LoadRow, load } from './service-load';
import { type SteadyLoad, steadyLoad } from './steady-load';
import { quantile } from './stream/side-process';

const WITHOUT = 'no experiment';
const WITH = 'two arms';
const SHADOW = 'two arms, shadow';
/** Many short rounds: what else this machine does lasts for seconds, and is the same for all of a round. */
const ROUNDS = 16;
/** At full load, and at the common rate. */
const SECONDS = 0.8;
const STEADY_SECONDS = 1;
const WARM_SECONDS = 5;
/** The common rate, as a share of what the service without an experiment answers. */
const SHARE = 0.5;
/** How often that is measured; the fastest counts, as other programs only slow it down. */
const SPEEDS = 5;
/** Cores that other programs may take in a round, and how long rounds are made again at most, in seconds. */
const MOST_OTHERS = 0.1;
const PATIENCE = 120;
const FIRST = '/recommend/196?n=10';

/** A run, with the processor time of the service, which other programs disturb less than its answers. */
export interface ExperimentRow extends LoadRow {
  /** Microseconds of processor time for a list. */
  readonly cpu: number;
  /** The share of the control's lists that the challenger was compared with; 0 without one. */
  readonly shadowed: number;
  /** At the common rate: milliseconds from the moment at which each request was due. */
  readonly times: readonly number[];
  /** Cores that other programs took. */
  readonly others: number;
}

/** All rows, in turn, so that a busy moment meets all. */
export async function experimentLoad(note: (line: string) => void): Promise<ExperimentRow[]> {
  const { ratings, films } = loadMovieLens100K();
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-experiment-'));
  const forget = onStop(() => remove(folder));
  const servers: ServerProcess[] = [];
  try {
    const dir = path.join(folder, 'model');
    await saveModel(await new SVD({ seed: 0 }).fit(ratings), dir, { date: '2000-01-01' }, films);
    const file = (name: string, shadow: readonly object[]) => {
      const arms = ['one', 'two'].map((arm) => ({ name: arm, model: dir, weight: 1 }));
      const experiment = path.join(folder, `${name}.json`);
      writeFileSync(experiment, JSON.stringify({ name, salt: name, arms, shadow }));
      return experiment;
    };
    const start = (name: string, experiment?: string) =>
      ourServer(name, dir, { firstPath: FIRST, ...(experiment !== undefined && { experiment }) });
    servers.push(await start(WITHOUT));
    servers.push(await start(WITH, file('arms', [])));
    servers.push(await start(SHADOW, file('shadow', [{ name: 'challenger', model: dir }])));
    note(`warming, ${WARM_SECONDS} s each`);
    for (const { url } of servers) await load(url, ratings.users, { seconds: WARM_SECONDS, warm: 0 });
    const speeds = [];
    for (let n = 0; n < SPEEDS; n++) {
      speeds.push((await load(servers[0].url, ratings.users, { seconds: SECONDS, warm: 0 })).perSecond);
    }
    const perSecond = Math.round(SHARE * Math.max(...speeds));
    const paths = Array.from(ratings.users, (user) => `/recommend/${user}?n=10`);
    note(`p99 at ${perSecond} requests per second`);
    const began = performance.now();
    let done = 0;
    return await inTurn(servers, ROUNDS, async (server): Promise<ExperimentRow> => {
      const seed = Math.floor(done++ / servers.length); // the round
      const runOnce = () =>
        oneRow(server, ratings.users, { paths, perSecond, seconds: STEADY_SECONDS, seed });
      let row = await runOnce();
      while (row.others > MOST_OTHERS && performance.now() - began < 1000 * PATIENCE) row = await runOnce();
      const p99 = p99Of(row.times).toFixed(1);
      note(
        `${row.service}: ${row.perSecond.toFixed(0)} lists per second, p99 ${row.p99.toFixed(1)} ms, ${row.cpu.toFixed(0)} µs of processor time each; p99 ${p99} ms at the common rate`,
      );
      return row;
    });
  } finally {
    for (const server of servers) await server.stop();
    forget();
    remove(folder);
  }
}

/** At full load, and then at the common rate. */
async function oneRow(
  { name, url }: ServerProcess,
  users: Iterable<string>,
  steadily: SteadyLoad,
): Promise<ExperimentRow> {
  const othersSince = watchOthers();
  const before = await used(url);
  const run = await load(url, users, { seconds: SECONDS, warm: 0 });
  const after = await used(url);
  const steady = await steadyLoad(url, steadily);
  const more = (key: keyof Used) => after[key] - before[key];
  const cpu = (1e6 * more('seconds')) / more('lists');
  const shadowed = more('control') === 0 ? 0 : more('answered') / more('control');
  const failures = run.failures + steady.failures;
  return { service: name, ...run, failures, cpu, shadowed, times: steady.times, others: othersSince() };
}

/** What a service says of itself. */
interface Used {
  /** Of processor time. */
  readonly seconds: number;
  readonly lists: number;
  /** Lists of the control, and those that the challenger made as well. */
  readonly control: number;
  readonly answered: number;
}

async function used(url: string): Promise<Used> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const sum = (line: RegExp) =>
    Array.from(text.matchAll(line), ([, value]) => Number(value)).reduce((total, value) => total + value, 0);
  return {
    seconds: sum(/^process_cpu_seconds_total (\S+)/gm),
    lists: sum(/^lab_lists_total\{.*\} (\S+)/gm),
    control: sum(/^lab_experiment_lists_total\{.*arm="one".*\} (\S+)/gm),
    answered: sum(/^lab_experiment_shadow_total\{.*outcome="answered".*\} (\S+)/gm),
  };
}

/** Lists a second and processor time against those without, round by round, the middle, least and most; p99 of all rounds. */
export function experimentTable(rows: readonly ExperimentRow[]): string {
  const of = (name: string) => rows.filter(({ service }) => service === name);
  const slowest = (name: string) => p99Of(of(name).flatMap(({ times }) => times));
  const lines = [WITH, SHADOW].map((name) => {
    const ratios = (value: (row: ExperimentRow) => number) => {
      const each = of(name)
        .map((row, round) => value(row) / value(of(WITHOUT)[round]))
        .sort((a, b) => a - b);
      return `${median(each).toFixed(2)} (${each[0].toFixed(2)} to ${each[each.length - 1].toFixed(2)})`;
    };
    const p99 = `${(slowest(name) / slowest(WITHOUT)).toFixed(2)} times as long (${slowest(name).toFixed(2)} ms against ${slowest(WITHOUT).toFixed(2)})`;
    return `${name}: ${ratios(({ perSecond }) => perSecond)} of the lists per second, p99 at the same rate ${p99}, processor time ${ratios(({ cpu }) => cpu)}; p99 at full load ${ratios((row) => row.p99)}`;
  });
  const failures = rows.reduce((sum, row) => sum + row.failures, 0);
  const disturbed = rows.filter(({ others }) => others > MOST_OTHERS).length;
  const shadowed = median(of(SHADOW).map((row) => 100 * row.shadowed)).toFixed(1);
  return [
    ...lines,
    `Against the same service without an experiment, ${of(WITHOUT).length} rounds in turn; ${failures} failures; in ${disturbed} of ${rows.length} runs, other programs took more than ${MOST_OTHERS} cores.`,
    `The challenger answered ${shadowed}% of the control's requests: as many as its share of the processor allows.`,
  ].join('\n');
}

function p99Of(times: readonly number[]): number {
  return quantile(
    [...times].sort((a, b) => a - b),
    0.99,
  );
}
