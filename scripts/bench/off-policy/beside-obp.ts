/** The same estimates by ours and by obp (NumPy), on the same log: do they agree, and how long does each take? */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { bootstrapAll } from '../../../lib/bandits/off-policy/bootstrap-bounds';
import { directMethod } from '../../../lib/bandits/off-policy/direct-method';
import { doublyRobust } from '../../../lib/bandits/off-policy/doubly-robust';
import type { Estimate } from '../../../lib/bandits/off-policy/estimate';
import { ips } from '../../../lib/bandits/off-policy/ips';
import { OffPolicyData } from '../../../lib/bandits/off-policy/off-policy-data';
import { selfNormalizedDoublyRobust } from '../../../lib/bandits/off-policy/self-normalized-doubly-robust';
import { shrunkDoublyRobust } from '../../../lib/bandits/off-policy/shrunk-doubly-robust';
import { snips } from '../../../lib/bandits/off-policy/snips';
import { switchDoublyRobust } from '../../../lib/bandits/off-policy/switch-doubly-robust';
import { type WeightedRounds, weigh } from '../../../lib/bandits/off-policy/weighted-rounds';
import { LabError } from '../../../lib/core/errors';
import { NoEnvironmentError } from '../../python/cached-python';
import { remove } from '../../setup/atomic';
import { onStop } from '../../setup/cleanup';
import { lastLines, runCommand } from '../../setup/run-command';
import { median } from '../ratios';
import { OBP, obpPython } from '../surprise-environment';
import { LARGE_LOG_ACTIONS, randomColumns } from './large-log';

/** Times of one side, in seconds of processor time; the log is in memory. */
interface Times {
  /** Seven values; ours with weights, standard errors, normal intervals, and warnings. */
  readonly valueSeconds: number;
  /** Seven intervals by bootstrap, the values included. */
  readonly intervalSeconds: number;
}

/** Both sides; medians. */
export interface BesideObp {
  readonly rounds: number;
  readonly samples: number;
  readonly ours: Times;
  readonly obp: Times;
  /** The largest relative difference of a value. */
  readonly difference: number;
}

/** Draws of the bootstrap: what obp takes by default. */
const SAMPLES = 100;
/** Each side is measured so often, in turn. */
const TURNS = 3;

const SAME: Readonly<Record<string, (rounds: WeightedRounds) => Estimate>> = {
  IPS: (rounds) => ips(rounds),
  SNIPS: (rounds) => snips(rounds),
  'direct method': (rounds) => directMethod(rounds),
  'doubly robust': (rounds) => doublyRobust(rounds),
  'self-normalized doubly robust': (rounds) => selfNormalizedDoublyRobust(rounds),
  'Switch-DR': (rounds) => switchDoublyRobust(rounds, { threshold: 10 }),
  DRos: (rounds) => shrunkDoublyRobust(rounds, { lambda: 100 }),
};

/** Undefined, after a note, where obp can't be installed. */
export async function besideObp(
  rounds: number,
  note: (line: string) => void,
): Promise<BesideObp | undefined> {
  let python: string;
  try {
    python = await obpPython({ env: process.env, note });
  } catch (error) {
    if (!(error instanceof NoEnvironmentError)) throw error;
    note(`${OBP} could not be installed: ${error.message}\nOnly our numbers follow.`);
    return undefined;
  }
  const log = randomColumns(rounds);
  const turns: { readonly ours: Side; readonly obp: Side }[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    note(`${OBP}, turn ${turn + 1} of ${TURNS}`);
    turns.push({ ours: ourSide(log), obp: await theirs(python, rounds, log) });
  }
  const medians = (side: 'ours' | 'obp'): Times => ({
    valueSeconds: median(turns.map((turn) => turn[side].valueSeconds)),
    intervalSeconds: median(turns.map((turn) => turn[side].intervalSeconds)),
  });
  const [{ ours, obp }] = turns;
  const differences = Object.entries(ours.values).map(([name, value]) =>
    Math.abs(obp.values[name] / value - 1),
  );
  return {
    ...{ rounds, samples: SAMPLES, ours: medians('ours'), obp: medians('obp') },
    difference: Math.max(...differences),
  };
}

interface Side extends Times {
  readonly values: Readonly<Record<string, number>>;
}

type Log = ReturnType<typeof randomColumns>;

function ourSide({ columns, policy, rewards }: Log): Side {
  const started = process.cpuUsage();
  const weighed = weigh(OffPolicyData.fromColumns(columns), policy, { rewards });
  const estimates = Object.entries(SAME).map(([name, of]) => [name, of(weighed)] as const);
  const valueSeconds = secondsSince(started);
  bootstrapAll(
    estimates.map(([, estimate]) => estimate),
    { samples: SAMPLES, seed: 1 },
  );
  const values = Object.fromEntries(estimates.map(([name, { value }]) => [name, value]));
  return { values, valueSeconds, intervalSeconds: secondsSince(started) };
}

function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

async function theirs(python: string, rounds: number, { columns, policy, rewards }: Log): Promise<Side> {
  const { action, reward, propensity } = columns;
  const files = { action, reward, propensity, policy, rewards };
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-obp-'));
  const tidy = () => remove(folder);
  const forget = onStop(tidy);
  try {
    for (const [name, values] of Object.entries(files)) writeFileSync(path.join(folder, name), values);
    const script = path.join(__dirname, 'obp-side.py');
    const args = [script, folder, ...[rounds, LARGE_LOG_ACTIONS, SAMPLES].map(String)];
    const { code, output } = await runCommand(python, args, { env: process.env, timeout: 600_000 });
    if (code !== 0) throw new LabError('OBP', `${OBP} failed:\n${lastLines(output, 4)}`);
    return JSON.parse(output.trim().split('\n').at(-1)!) as Side;
  } finally {
    forget();
    tidy();
  }
}

export function besideObpWords({ rounds, samples, ours, obp, difference }: BesideObp): string {
  const row = (what: string, mine: number, their: number) =>
    `| ${what} | ${mine.toFixed(2)} | ${their.toFixed(2)} | ${(their / mine).toFixed(1)} |`;
  return [
    `| seven estimates of ${rounds} rounds | ours, s | ${OBP}, s | times faster |`,
    '|---|---:|---:|---:|',
    row('values (ours with standard errors and warnings)', ours.valueSeconds, obp.valueSeconds),
    row(`with ${samples} draws of the bootstrap`, ours.intervalSeconds, obp.intervalSeconds),
    '',
    `Processor time, medians of ${TURNS} runs in turn, without reading the log. The largest relative difference of a value is ${difference.toExponential(0)}. obp draws single rounds, ours draws 2,000 blocks of neighbors.`,
  ].join('\n');
}
