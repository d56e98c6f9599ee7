/** What a large log costs: time and memory of all off-policy estimators. */
import { allEstimates } from '../../../lib/bandits/off-policy/all-estimates';
import { bootstrapAll } from '../../../lib/bandits/off-policy/bootstrap-bounds';
import { OffPolicyData } from '../../../lib/bandits/off-policy/off-policy-data';
import { weigh } from '../../../lib/bandits/off-policy/weighted-rounds';
import { LARGE_LOG_ACTIONS, randomColumns } from './large-log';

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

/** Times for a log with this many rounds. */
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
  timed('bootstrap of each, 2,000 draws', () => bootstrapAll(estimates));
  return rows;
}

export function largeLogTable(rows: readonly LargeLogRow[]): string {
  const total = rows.reduce((sum, row) => sum + row.cpuSeconds, 0);
  const lines = rows.map(
    ({ step, cpuSeconds, seconds, megabytes }) =>
      `| ${step} | ${cpuSeconds.toFixed(2)} | ${seconds.toFixed(2)} | ${megabytes.toFixed(0)} |`,
  );
  return [
    `| ${rows[0].rounds} rounds, ${LARGE_LOG_ACTIONS} actions | processor, s | s | memory after, MB |`,
    '|---|---:|---:|---:|',
    ...lines,
    `| all | ${total.toFixed(2)} | | |`,
  ].join('\n');
}
