/**
 * Simulated users drive the service over HTTP, with an arm that explores. From its log, it is estimated what another policy
 * would have earned; then that policy runs itself, in a second service, and both numbers must agree.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { frozenPolicy } from '../../lib/bandits/off-policy/frozen-policy';
import { snips } from '../../lib/bandits/off-policy/snips';
import { weigh } from '../../lib/bandits/off-policy/weighted-rounds';
import { UniformPolicy } from '../../lib/bandits/policies/uniform';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { createModel } from '../../lib/models/registry';
import type { BanditResults } from '../../lib/service/experiments/bandit/bandit-results';
import { readExploredLog } from '../../lib/service/experiments/bandit/explored-log';
import { saveModel } from '../../lib/service/package/model-package';
import { driveService } from '../../lib/simulation/users/drive-service';
import { plantedTaste } from '../../lib/simulation/users/planted-taste';
import { positionBased } from '../../lib/simulation/users/position-based';
import { SimulatedUsers } from '../../lib/simulation/users/simulated-users';
import { freePort } from '../bench/server-process';
import { withScratch } from '../bench/stream/logs';
import { TYPESCRIPT } from '../cli/node-arguments';
import { end, pause, startProcess } from './stream/processes';

const SCRIPT = path.resolve(__dirname, '..', 'serve.ts');
const NAME = 'new-items';
const CONNECTIONS = 8;
/** Visits of a connection that may fail. */
const MOST_FAILURES = 10;
/** Milliseconds to start. */
const PATIENCE = 120_000;
/** Of the estimates' difference: more happens once in a thousand runs by chance. */
const MOST_ERRORS = 3.29;
const TASTE = plantedTaste({ users: 400, items: 120 });
/** The last items are new: two people have rated each. */
const KNOWN = 100;

/** Epsilon-greedy, as its propensities have a lower bound: those of Thompson sampling become too small to divide by. */
const LOGGING = { policy: 'EpsilonGreedy', options: { epsilon: 0.3 } };
const OTHER = { policy: 'UniformPolicy' };

interface Mean {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** All means are clicks per explored place, with 95% intervals. */
export interface BanditStrain {
  readonly visits: number;
  /** What the logging policy earned, and what its log says the other one would have. */
  readonly earned: Mean;
  readonly estimated: Mean;
  /** What the other one earned in its own run. */
  readonly own: Mean;
  /** Of estimated and own, in standard errors. */
  readonly difference: number;
  readonly agrees: boolean;
  /** The item that the logging policy believes in, and the share of explored places that it had. */
  readonly best: string;
  readonly share: number;
}

interface Options {
  /** Length of each of the two runs. */
  readonly minutes: number;
  readonly seed: number;
  readonly note: (line: string) => void;
}

export function strainBandit({ minutes, seed, note }: Options): Promise<BanditStrain> {
  return withScratch('strain-bandit', async (home) => {
    const model = path.join(home, 'model');
    await saveModel(await createModel('MostPopular').fit(ratings(seed)), model, { date: '2026-12-01' }, []);
    const run = async (explore: { readonly policy: string }, n: number) => {
      const dir = path.join(home, explore.policy);
      mkdirSync(dir);
      note(`${explore.policy} fills a place of each list for ${minutes} minutes`);
      return { ...(await driven({ dir, model, explore, minutes, seed: 2 * seed + n })), dir };
    };
    const [first, second] = [await run(LOGGING, 0), await run(OTHER, 1)];
    return compared(first, second);
  });
}

interface Driven {
  readonly dir: string;
  readonly visits: number;
  readonly results: BanditResults;
}

async function compared(first: Driven, second: Driven): Promise<BanditStrain> {
  const [log, other] = await Promise.all(
    [first, second].map(({ dir }) =>
      readExploredLog(path.join(dir, 'feedback', 'experiments', NAME), 'bandit'),
    ),
  );
  const uniformIn = ({ rounds, data }: typeof log) =>
    snips(weigh(data, frozenPolicy(new UniformPolicy(), rounds, data)));
  const [estimated, own] = [uniformIn(log), uniformIn(other)];
  // With the propensities as the policy, all weights are 1.
  const earned = snips(
    weigh(log.data.withPropensities(new Float64Array(log.data.length).fill(1)), taken(log)),
  );
  const error = Math.hypot(estimated.standardError, own.standardError);
  const difference = (estimated.value - own.value) / error;
  const { items, impressions } = first.results;
  return {
    visits: first.visits + second.visits,
    ...{ earned: meanOf(earned), estimated: meanOf(estimated), own: meanOf(own), difference },
    agrees: Math.abs(difference) <= MOST_ERRORS,
    ...{ best: items[0].itemId, share: items[0].shown / impressions },
  };
}

/** The policy that does what was done. */
function taken({ data }: Awaited<ReturnType<typeof readExploredLog>>) {
  return (round: number, into: Float64Array) => {
    into[data.action[round]] = 1;
  };
}

function meanOf({ value, normal: { low, high } }: ReturnType<typeof snips>): Mean {
  return { value, low, high };
}

interface Run {
  readonly dir: string;
  readonly model: string;
  readonly explore: { readonly policy: string };
  readonly minutes: number;
  readonly seed: number;
}

async function driven({ dir, model, explore, minutes, seed }: Run): Promise<Omit<Driven, 'dir'>> {
  const experiment = path.join(dir, 'experiment.json');
  const joinMinutes = Math.min(0.1, minutes / 10);
  const arms = [
    { name: 'bandit', weight: 9, explore },
    { name: 'plain', weight: 1 },
  ];
  writeFileSync(experiment, JSON.stringify({ name: NAME, salt: NAME, arms, joinMinutes }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [...TYPESCRIPT, SCRIPT, '--quiet', '--rate-limit', '0', '--port', `${port}`];
  const where = ['--model', model, '--feedback', path.join(dir, 'feedback'), '--experiment', experiment];
  const child = startProcess(process.execPath, [...args, ...where], { stdio: 'ignore' });
  try {
    await ready(url);
    const until = performance.now() + 60_000 * minutes;
    const counts = Array.from({ length: CONNECTIONS }, (_, n) =>
      visitsUntil(until, url, CONNECTIONS * seed + n),
    );
    const visits = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    await pause(60_000 * joinMinutes + 100);
    const answer = await fetch(`${url}/experiments/${NAME}`);
    const { bandits } = (await answer.json()) as { bandits: BanditResults[] };
    return { visits, results: bandits[0] };
  } finally {
    await end(child);
  }
}

async function visitsUntil(until: number, url: string, seed: number): Promise<number> {
  const users = new SimulatedUsers({ taste: TASTE, clicks: positionBased({ bias: 0.5 }), seed });
  const random = new RandomState(seed);
  function* visits() {
    while (performance.now() < until) yield TASTE.users[random.interval(TASTE.users.length - 1)];
  }
  let [count, failures] = [0, 0];
  while (performance.now() < until) {
    try {
      for await (const _ of driveService({ url, users, visits: visits() })) count++;
    } catch (error) {
      // A connection that was idle, as while this process was paused, is closed by the service: the visit is gone.
      if (!(error instanceof TypeError) || ++failures > MOST_FAILURES) throw error;
    }
  }
  return count;
}

async function ready(url: string): Promise<void> {
  for (const since = performance.now(); performance.now() - since < PATIENCE; await pause(50)) {
    const answer = await fetch(`${url}/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
  }
  throw new Error('the service is not ready within two minutes');
}

/** Everyone has rated 30 of the items that are known. */
function ratings(seed: number): Interactions {
  const random = new RandomState(seed);
  const { users, items } = TASTE;
  const known = users.flatMap((user) =>
    Array.from({ length: 30 }, (_, n) => {
      const item = items[((n * KNOWN) / 30 + random.interval(2)) | 0];
      return [user, item, 1 + random.interval(4)] as const;
    }),
  );
  const few = items
    .slice(KNOWN)
    .flatMap((item, n) => [0, 1].map((k) => [users[2 * n + k], item, 4] as const));
  return Interactions.fromRows([...known, ...few], { scale: { min: 1, max: 5, step: 1 } });
}

export function banditTable({
  visits,
  earned,
  estimated,
  own,
  difference,
  agrees,
  best,
  share,
}: BanditStrain) {
  const row = (words: string, { value, low, high }: Mean) =>
    `${words.padEnd(44)} ${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
  return [
    `${visits} visits; clicks per explored place, with 95% intervals:`,
    row(`${LOGGING.policy}, its own run`, earned),
    row(`${OTHER.policy}, estimated from that log`, estimated),
    row(`${OTHER.policy}, its own run`, own),
    `${LOGGING.policy} showed ${best} in ${(100 * share).toFixed(1)}% of its places.`,
    `The estimate is ${Math.abs(difference).toFixed(2)} standard errors from the run: ${agrees ? 'they agree' : 'THEY DISAGREE'}.`,
  ].join('\n');
}
