/**
 * `npm run off-policy`: what another policy would have earned, from the log of an experiment of the service.
 * Notes go to stderr, the table (or with --json one object) to stdout.
 */
import { allEstimates } from '../lib/bandits/off-policy/all-estimates';
import { bootstrapBounds } from '../lib/bandits/off-policy/bootstrap-bounds';
import type { Estimate } from '../lib/bandits/off-policy/estimate';
import { weigh } from '../lib/bandits/off-policy/weighted-rounds';
import { OptionError } from '../lib/core/errors';
import { textTable } from '../lib/evaluation/comparison/tables';
import type { Bounds } from '../lib/math/distributions/confidence';
import {
  armPolicy,
  LIST_REWARDS,
  type ListReward,
  type OffPolicyLog,
  readOffPolicyLog,
} from '../lib/service/experiments/off-policy-log';
import { note, oneOf, readCommandLine, runCommand } from './cli/command-line';
import { typedPath } from './cli/typed-path';

const USAGE = `npm run off-policy -- --log DIR --policy POLICY [--reward clicks|clicked|good] [--alpha n] [--json]
  --log     the folder of an experiment of the service: data/feedback/experiments/NAME
  --policy  what to evaluate: uniform (each arm as often) or arm:NAME (this arm for everyone)
  --reward  of a list: its clicks (default), whether it was clicked, or its good ratings
  --alpha   1 − confidence of the intervals; default 0.05
  --json    one object (use npm run -s off-policy)
Estimates are per list. Users are drawn for the bootstrap, and counted for standard errors, not lists. The exit code is 1
if there is no estimate.`;

const COMMAND_LINE = {
  options: {
    log: { type: 'string' },
    policy: { type: 'string' },
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
  const { log: dir, policy, reward, alpha: text, json } = readCommandLine(args, COMMAND_LINE).values;
  if (dir === undefined || policy === undefined) {
    throw new OptionError(`--${dir === undefined ? 'log' : 'policy'} is missing\n\n${USAGE}`);
  }
  const kind = oneOf('--reward', LIST_REWARDS, reward);
  const alpha = Number(text);
  if (!(alpha > 0 && alpha < 1)) throw new OptionError(`--alpha must be between 0 and 1, got ${text}`);
  const log = await readOffPolicyLog(typedPath(dir), kind);
  const rows = allEstimates(weigh(log.data, armPolicy(policy, log)), { alpha }).map(
    ({ blocks, ...estimate }): Row => ({
      ...estimate,
      bootstrap: bootstrapBounds({ ...estimate, blocks }, { confidence: 1 - alpha }),
    }),
  );
  const asked: Asked = { policy, reward: kind, alpha };
  screen.print(
    json ? JSON.stringify({ ...asked, ...summaryOf(log), estimates: rows }) : page(log, rows, asked),
  );
  return rows.some(({ refusal }) => refusal === null) ? 0 : 1;
}

interface Asked {
  readonly policy: string;
  readonly reward: ListReward;
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
