/**
 * `npm run off-policy`: what another policy would have earned, from the log of an experiment of the service.
 * Notes go to stderr, the table (or with --json one object) to stdout.
 */
import { allEstimates } from '../lib/bandits/off-policy/all-estimates';
import { bootstrapAll } from '../lib/bandits/off-policy/bootstrap-bounds';
import type { Estimate } from '../lib/bandits/off-policy/estimate';
import { frozenPolicy } from '../lib/bandits/off-policy/frozen-policy';
import type { ActionValues } from '../lib/bandits/off-policy/parts/action-values';
import { weigh } from '../lib/bandits/off-policy/weighted-rounds';
import { POLICIES } from '../lib/bandits/policies';
import { UniformPolicy } from '../lib/bandits/policies/uniform';
import { OptionError } from '../lib/core/errors';
import { textTable } from '../lib/evaluation/comparison/tables';
import type { Bounds } from '../lib/math/distributions/confidence';
import { readExploredLog } from '../lib/service/experiments/bandit/explored-log';
import {
  armPolicy,
  LIST_REWARDS,
  type ListReward,
  type OffPolicyLog,
  readOffPolicyLog,
} from '../lib/service/experiments/off-policy-log';
import {
  policyOfLog,
  REWARD_MODELS,
  type RewardModelName,
  rewardModelOf,
} from '../lib/service/experiments/off-policy-rounds';
import { note, oneOf, readCommandLine, runCommand } from './cli/command-line';
import { typedPath } from './cli/typed-path';

const USAGE = `npm run off-policy -- --log DIR --policy POLICY [--explored ARM] [--reward clicks|clicked|good]
                      [--model none|action|position] [--alpha n] [--json]
  --log       the folder of an experiment of the service: data/feedback/experiments/NAME
  --policy    what to evaluate: uniform (each arm as often); arm:NAME (this arm for everyone); a policy of lib/bandits,
              such as BetaThompson, frozen after learning from this log; or FILE.json, a saved one
  --explored  evaluate a policy that chooses the explored items of this arm's lists, instead of the arm
  --reward    of a list: its clicks (default), whether it was clicked, or its good ratings; of an explored item, its click
  --model     predicts rewards for the estimators that need it: the mean of each action (default), also by place of the
              list (position, with --explored), or none
  --alpha     1 − confidence of the intervals; default 0.05
  --json      one object (use npm run -s off-policy)
Estimates are per list. The bootstrap draws users, not lists, and standard errors count users. A policy that learns
and the model's means are cross-fitted: what judges the lists of a user has learned from other users. A saved policy should
not have learned from this log. The exit code is 1 if there is no estimate.`;

const COMMAND_LINE = {
  options: {
    log: { type: 'string' },
    policy: { type: 'string' },
    explored: { type: 'string' },
    model: { type: 'string', default: 'action' },
    reward: { type: 'string', default: 'clicks' },
    alpha: { type: 'string', default: '0.05' },
    json: { type: 'boolean', default: false },
  },
  usage: USAGE,
} as const;

/** An estimate with its bootstrap interval, without what only computation needs. */
type Row = Omit<Estimate, 'blocks'> & { readonly bootstrap: Bounds };

/** Prints the estimates; returns the exit code. */
export async function offPolicy(
  args: string[],
  screen: { readonly print: (text: string) => void; readonly note: (line: string) => void },
): Promise<number> {
  const {
    log: dir,
    policy,
    explored,
    reward,
    model,
    alpha: text,
    json,
  } = readCommandLine(args, COMMAND_LINE).values;
  if (dir === undefined || policy === undefined) {
    throw new OptionError(`--${dir === undefined ? 'log' : 'policy'} is missing\n\n${USAGE}`);
  }
  const kind = oneOf('--reward', LIST_REWARDS, reward);
  const alpha = Number(text);
  if (!(alpha > 0 && alpha < 1)) throw new OptionError(`--alpha must be between 0 and 1, got ${text}`);
  const modelName = oneOf('--model', REWARD_MODELS, model);
  const log = await (explored === undefined
    ? readOffPolicyLog(typedPath(dir), kind)
    : readExploredArm(typedPath(dir), explored, reward));
  const chosen = await policyNamed(policy, log, explored);
  const rewards = rewardModelOf(modelName, log);
  const weighed = weigh(log.data, chosen, { rewards });
  // Means say nothing of what was never done.
  const known = weighed.possible > 0 ? weighed : weigh(log.data, chosen);
  const estimates = allEstimates(known, { alpha });
  const bounds = bootstrapAll(estimates, { confidence: 1 - alpha });
  const rows = estimates.map(({ blocks, ...rest }, n): Row => ({ ...rest, bootstrap: bounds[n] }));
  const asked: Asked = { policy, reward: kind, model: modelName, alpha };
  screen.print(
    json ? JSON.stringify({ ...asked, ...summaryOf(log), estimates: rows }) : page(log, rows, asked),
  );
  return rows.some(({ refusal }) => refusal === null) ? 0 : 1;
}

/** @throws OptionError that lists what is allowed */
async function policyNamed(text: string, log: OffPolicyLog, explored?: string): Promise<ActionValues> {
  const policy = await policyOfLog(text.endsWith('.json') ? typedPath(text) : text, log);
  if (policy !== null) return policy;
  if (explored === undefined) return armPolicy(text, log);
  if (text === 'uniform') return frozenPolicy(new UniformPolicy(), log.rounds, log.data);
  const names = POLICIES.map(({ name }) => name).join(', ');
  throw new OptionError(`--policy must be one of uniform, ${names}, or a saved one, FILE.json, got ${text}`);
}

/** The explored items of an arm as a log of their own. */
async function readExploredArm(dir: string, arm: string, reward: string): Promise<OffPolicyLog> {
  if (reward !== 'clicks') throw new OptionError(`--reward must be clicks with --explored, got ${reward}`);
  const { rounds, data } = await readExploredLog(dir, arm);
  return { experiment: `arm ${arm}, explored items`, rounds, data, arms: [], outside: 0 };
}

interface Asked {
  readonly policy: string;
  readonly reward: ListReward;
  readonly model: RewardModelName;
  readonly alpha: number;
}

/** What is in the log. */
function summaryOf({ experiment, data, outside }: OffPolicyLog) {
  const lists = data.actions.map(() => 0);
  const rewards = data.actions.map(() => 0);
  for (const [round, arm] of data.action.entries()) {
    lists[arm]++;
    rewards[arm] += data.reward[round];
  }
  const arms = data.actions.map((name, arm) => ({
    name,
    lists: lists[arm],
    mean: rewards[arm] / lists[arm],
  }));
  return { experiment, lists: data.length, users: data.units, outside, arms };
}

const NAMES: Readonly<Record<ListReward, string>> = {
  clicks: 'clicks per list',
  clicked: 'share of lists with a click',
  good: 'good ratings per list',
};

function page(log: OffPolicyLog, rows: readonly Row[], { policy, reward, alpha }: Asked): string {
  const { experiment, lists, users, outside, arms } = summaryOf(log);
  const interval = `${+(100 * (1 - alpha)).toPrecision(4)}% interval`;
  const head = [
    '',
    NAMES[reward],
    'standard error',
    interval,
    'bootstrap',
    'effective lists',
    'largest weight',
  ];
  const cells = rows.map((row) => [
    row.estimator,
    ...[row.value, row.standardError].map(four),
    ...[row.normal, row.bootstrap].map(({ low, high }) => `${four(low)} to ${four(high)}`),
    Number.isFinite(row.ess) ? row.ess.toFixed(1) : '–',
    Number.isFinite(row.largestWeight) ? row.largestWeight.toFixed(2) : '–',
  ]);
  const shown = arms.map(({ name, lists: own, mean }) => `  ${name}: ${own} lists, ${four(mean)}`);
  return [
    `${experiment}: ${lists} lists of ${users} users in an arm (and ${outside} of others, left out); ${NAMES[reward]} so far:`,
    ...shown,
    '',
    `What ${policy} would have earned:`,
    textTable([head, ...cells]),
    ...remarks(rows),
  ].join('\n');
}

/** Each refusal and warning once, with the estimators that say it. */
function remarks(rows: readonly Row[]): string[] {
  const saying = new Map<string, string[]>();
  for (const { estimator, refusal, warnings } of rows) {
    const lines = refusal === null ? warnings : [`no estimate: ${refusal}`];
    for (const line of lines) saying.set(line, [...(saying.get(line) ?? []), estimator]);
  }
  const all = [...saying].map(
    ([line, names]) => `- ${names.length === rows.length ? 'all' : names.join(', ')}: ${line}`,
  );
  return all.length === 0 ? [] : ['', ...all];
}

function four(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : '–';
}

if (require.main === module) {
  const print = (text: string) => process.stdout.write(`${text}\n`);
  runCommand({ usage: USAGE, run: (args) => offPolicy(args, { print, note }) });
}
