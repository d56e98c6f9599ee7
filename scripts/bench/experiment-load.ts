/**
 * `npm run bench -- --service --experiment`: lists a second from our service without an experiment, with one of two arms, and with a
 * challenger in the shadow as well; on this machine, in turn, several times. All have the same model, so that only the
 * experiment itself makes a difference.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { SVD } from '../../lib/models/factors/svd';
import { saveModel } from '../../lib/service/package/model-package';
import { remove } from '../setup/atomic';
import { onStop } from '../setup/cleanup';
import { ourServer } from './our-server';
import { median } from './ratios';
import type { ServerProcess } from './server-process';
import { inTurn, type LoadRow, load } from './service-load';

const WITHOUT = 'no experiment';
const WITH = 'two arms';
const SHADOW = 'two arms, shadow';
/** Many short rounds: what else this machine does lasts for seconds, and is the same for all of a round. */
const ROUNDS = 31;
const SECONDS = 1;
const WARM_SECONDS = 5;
const FIRST = '/recommend/196?n=10';

/** A run, with the processor time of the service, which other programs disturb less than its answers. */
export interface ExperimentRow extends LoadRow {
  /** Microseconds of processor time for a list. */
  readonly cpu: number;
  /** The share of the control's lists that the challenger was compared with; 0 without one. */
  readonly shadowed: number;
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
    return await inTurn(servers, ROUNDS, async ({ name, url }): Promise<ExperimentRow> => {
      const before = await used(url);
      const run = await load(url, ratings.users, { seconds: SECONDS, warm: 0 });
      const after = await used(url);
      const more = (key: keyof Used) => after[key] - before[key];
      const cpu = (1e6 * more('seconds')) / more('lists');
      const shadowed = more('control') === 0 ? 0 : more('answered') / more('control');
      const row = { service: name, ...run, cpu, shadowed };
      note(
        `${name}: ${row.perSecond.toFixed(0)} lists per second, p99 ${row.p99.toFixed(1)} ms, ${cpu.toFixed(0)} µs of processor time each`,
      );
      return row;
    });
  } finally {
    for (const server of servers) await server.stop();
    forget();
    remove(folder);
  }
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

/** What an experiment costs: lists a second, p99 and processor time against those without, round by round; the middle, least and most. */
export function experimentTable(rows: readonly ExperimentRow[]): string {
  const of = (name: string) => rows.filter(({ service }) => service === name);
  const lines = [WITH, SHADOW].map((name) => {
    const ratios = (value: (row: ExperimentRow) => number) => {
      const each = of(name)
        .map((row, round) => value(row) / value(of(WITHOUT)[round]))
        .sort((a, b) => a - b);
      return `${median(each).toFixed(2)} (${each[0].toFixed(2)} to ${each[each.length - 1].toFixed(2)})`;
    };
    const [lists, latency] = [ratios(({ perSecond }) => perSecond), ratios(({ p99 }) => p99)];
    return `${name}: ${lists} of the lists per second, p99 ${latency} times as long, processor time ${ratios(({ cpu }) => cpu)}`;
  });
  const failures = rows.reduce((sum, row) => sum + row.failures, 0);
  const shadowed = median(of(SHADOW).map((row) => 100 * row.shadowed)).toFixed(1);
  return `${lines.join('\n')}\nAgainst the same service without an experiment, ${of(WITHOUT).length} rounds in turn; ${failures} failures.\nThe challenger answered ${shadowed}% of the control's requests: as many as its share of the processor allows.`;
}
