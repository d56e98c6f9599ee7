/** What a large log costs: time and memory of all off-policy estimators. */
import { allEstimates } from '../../../lib/bandits/off-policy/all-estimates';
import { bootstrapBounds } from '../../../lib/bandits/off-policy/bootstrap-bounds';
import { OffPolicyData } from '../../../lib/bandits/off-policy/off-policy-data';
import { weigh } from '../../../lib/bandits/off-policy/weighted-rounds';
import { RandomState } from '../../../lib/math/random/random-state';

const ACTIONS = 10;

/** A step with its time. */
export interface LargeLogRow {
  readonly step: string;
  readonly rounds: number;
  /** Processor time of this process, so that a busy machine doesn't count. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** Memory of this process afterwards. */
  readonly megabytes: number;
}

/** A log with ten actions whose policies, rewards and model are random, row by row. */
function randomColumns(rounds: number) {
  const random = new RandomState(1);
  const [policy, rewards] = [new Float32Array(rounds * ACTIONS), new Float32Array(rounds * ACTIONS)];
  const action = new Int32Array(rounds);
  const [reward, propensity] = [new Float64Array(rounds), new Float64Array(rounds)];
  const row = new Float64Array(ACTIONS);
  const drawRow = () => {
    for (let a = 0; a < ACTIONS; a++) row[a] = random.exponential();
    const sum = row.reduce((all, one) => all + one, 0);
    for (let a = 0; a < ACTIONS; a++) row[a] /= sum;
  };
  for (let round = 0; round < rounds; round++) {
    drawRow();
    policy.set(row, round * ACTIONS);
    for (let a = 0; a < ACTIONS; a++) rewards[round * ACTIONS + a] = 0.2 * random.random();
    drawRow();
    let [left, done] = [random.random() - row[0], 0];
    while (left > 0 && done < ACTIONS - 1) left -= row[++done];
    action[round] = done;
    propensity[round] = row[done];
    reward[round] = random.random() < 0.1 ? 1 : 0;
  }
  const actions = Array.from({ length: ACTIONS }, (_, a) => a);
  return { columns: { action, reward, propensity, actions }, policy, rewards };
}

/** Times of a log of so many rounds. */
export function largeLogTimes(rounds: number): LargeLogRow[] {
  const { columns, policy, rewards } = randomColumns(rounds);
  const rows: LargeLogRow[] = [];
  const timed = <T>(step: string, work: () => T): T => {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    const result = work();
    const { user, system } = process.cpuUsage(cpu);
    rows.push({
      ...{ step, rounds, cpuSeconds: (user + system) / 1e6 },
      seconds: (performance.now() - started) / 1000,
      megabytes: process.memoryUsage().rss / 1e6,
    });
    return result;
  };
  const data = timed('columns', () => OffPolicyData.fromColumns(columns));
  const weighed = timed('weights', () => weigh(data, policy, { rewards }));
  const estimates = timed('all estimates, with SLOPE', () => allEstimates(weighed));
  timed('bootstrap of each, 2,000 draws', () => estimates.map((estimate) => bootstrapBounds(estimate)));
  return rows;
}

export function largeLogTable(rows: readonly LargeLogRow[]): string {
  const total = rows.reduce((sum, row) => sum + row.cpuSeconds, 0);
  const lines = rows.map(
    ({ step, cpuSeconds, seconds, megabytes }) =>
      `| ${step} | ${cpuSeconds.toFixed(2)} | ${seconds.toFixed(2)} | ${megabytes.toFixed(0)} |`,
  );
  return [
    `| ${rows[0].rounds} rounds, ${ACTIONS} actions | processor, s | s | memory after, MB |`,
    '|---|---:|---:|---:|',
    ...lines,
    `| all | ${total.toFixed(2)} | | |`,
  ].join('\n');
}
