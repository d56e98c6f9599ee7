/**
 * Ours on a log in files: our-side.ts FOLDER ROUNDS ACTIONS SAMPLES. Started by the bench only; prints as JSON what
 * `obp-side.py` prints, measured in the same way.
 */
import { closeSync, openSync, readSync } from 'node:fs';
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

const SAME: Readonly<Record<string, (rounds: WeightedRounds) => Estimate>> = {
  IPS: (rounds) => ips(rounds),
  SNIPS: (rounds) => snips(rounds),
  'direct method': (rounds) => directMethod(rounds),
  'doubly robust': (rounds) => doublyRobust(rounds),
  'self-normalized doubly robust': (rounds) => selfNormalizedDoublyRobust(rounds),
  'Switch-DR': (rounds) => switchDoublyRobust(rounds, { threshold: 10 }),
  DRos: (rounds) => shrunkDoublyRobust(rounds, { lambda: 100 }),
};

const [folder, ...numbers] = process.argv.slice(2);
const [rounds, actions, samples] = numbers.map(Number);

/** Reads into the array itself, so that no garbage is left whose collection would be timed. */
function readInto<Values extends Float64Array | Int32Array>(values: Values, name: string): Values {
  const file = openSync(path.join(folder, name), 'r');
  for (let read = 0; read < values.byteLength; )
    read += readSync(file, values, read, values.byteLength - read, read);
  closeSync(file);
  return values;
}

const columns = {
  action: readInto(new Int32Array(rounds), 'action'),
  reward: readInto(new Float64Array(rounds), 'reward'),
  propensity: readInto(new Float64Array(rounds), 'propensity'),
  actions: Array.from({ length: actions }, (_, action) => action),
};
const policy = readInto(new Float64Array(rounds * actions), 'policy');
const rewards = readInto(new Float64Array(rounds * actions), 'rewards');

/** With weights, standard errors, normal intervals, and warnings. */
function estimatesOf(): Estimate[] {
  const weighed = weigh(OffPolicyData.fromColumns(columns), policy, { rewards });
  return Object.values(SAME).map((of) => of(weighed));
}

function seconds(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

const values: Record<string, number> = {};
const firstSeconds = seconds(() => {
  for (const [n, { value }] of estimatesOf().entries()) values[Object.keys(SAME)[n]] = value;
});
const againSeconds = [1, 2, 3].map(() => seconds(estimatesOf));
const intervalSeconds = seconds(() => bootstrapAll(estimatesOf(), { samples, seed: 1 }));
process.stdout.write(`${JSON.stringify({ values, firstSeconds, againSeconds, intervalSeconds })}\n`);
