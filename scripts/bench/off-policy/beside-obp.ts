/** The same estimates by ours and by obp (NumPy), on the same log: do they agree, and how long does each take? */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { directMethod } from '../../../lib/bandits/off-policy/direct-method';
import { doublyRobust } from '../../../lib/bandits/off-policy/doubly-robust';
import { ips } from '../../../lib/bandits/off-policy/ips';
import { OffPolicyData } from '../../../lib/bandits/off-policy/off-policy-data';
import { selfNormalizedDoublyRobust } from '../../../lib/bandits/off-policy/self-normalized-doubly-robust';
import { shrunkDoublyRobust } from '../../../lib/bandits/off-policy/shrunk-doubly-robust';
import { snips } from '../../../lib/bandits/off-policy/snips';
import { switchDoublyRobust } from '../../../lib/bandits/off-policy/switch-doubly-robust';
import { type WeightedRounds, weigh } from '../../../lib/bandits/off-policy/weighted-rounds';
import { LabError } from '../../../lib/core/errors';
import { remove } from '../../setup/atomic';
import { onStop } from '../../setup/cleanup';
import { lastLines, runCommand } from '../../setup/run-command';
import { NoSurpriseError, OBP, obpPython } from '../surprise-environment';
import { LARGE_LOG_ACTIONS, randomColumns } from './large-log';

/** Both sides. */
export interface BesideObp {
  readonly rounds: number;
  /** Processor time for seven values; ours with standard errors and warnings. */
  readonly oursCpuSeconds: number;
  readonly obpCpuSeconds: number;
  /** The largest relative difference of a value. */
  readonly difference: number;
}

const SAME: Readonly<Record<string, (rounds: WeightedRounds) => { readonly value: number }>> = {
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
    if (!(error instanceof NoSurpriseError)) throw error;
    note(`${OBP} could not be installed: ${error.message}\nOnly our numbers follow.`);
    return undefined;
  }
  const { columns, policy, rewards } = randomColumns(rounds);
  const cpu = process.cpuUsage();
  const weighed = weigh(OffPolicyData.fromColumns(columns), policy, { rewards });
  const ours = Object.fromEntries(Object.entries(SAME).map(([name, of]) => [name, of(weighed).value]));
  const { user, system } = process.cpuUsage(cpu);
  const { action, reward, propensity } = columns;
  const { values, cpuSeconds } = await theirs(python, rounds, {
    action,
    reward,
    propensity,
    policy,
    rewards,
  });
  const differences = Object.entries(ours).map(([name, value]) => Math.abs(values[name] / value - 1));
  return {
    rounds,
    oursCpuSeconds: (user + system) / 1e6,
    obpCpuSeconds: cpuSeconds,
    difference: Math.max(...differences),
  };
}

interface Theirs {
  readonly values: Readonly<Record<string, number>>;
  readonly cpuSeconds: number;
}

async function theirs(
  python: string,
  rounds: number,
  files: Readonly<Record<string, NodeJS.ArrayBufferView>>,
): Promise<Theirs> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recommender-lab-obp-'));
  const tidy = () => remove(folder);
  const forget = onStop(tidy);
  try {
    for (const [name, values] of Object.entries(files)) writeFileSync(path.join(folder, name), values);
    const script = path.join(__dirname, 'obp-side.py');
    const args = [script, folder, String(rounds), String(LARGE_LOG_ACTIONS)];
    const { code, output } = await runCommand(python, args, { env: process.env, timeout: 600_000 });
    if (code !== 0) throw new LabError('OBP', `${OBP} failed:\n${lastLines(output, 4)}`);
    return JSON.parse(output.trim().split('\n').at(-1)!) as Theirs;
  } finally {
    forget();
    tidy();
  }
}

export function besideObpWords({ rounds, oursCpuSeconds, obpCpuSeconds, difference }: BesideObp): string {
  return `Seven estimates of ${rounds} rounds: ${oursCpuSeconds.toFixed(2)} s of processor time here, with weights, standard errors and warnings; ${obpCpuSeconds.toFixed(2)} s in ${OBP}, values alone. The largest relative difference of a value is ${difference.toExponential(0)}.`;
}
