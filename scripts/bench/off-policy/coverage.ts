/** How far off-policy estimates are from the truth, and how often their intervals include it, on simulated logs. */
import { bootstrapAll } from '../../../lib/bandits/off-policy/bootstrap-bounds';
import { clippedIps } from '../../../lib/bandits/off-policy/clipped-ips';
import { directMethod } from '../../../lib/bandits/off-policy/direct-method';
import { doublyRobust } from '../../../lib/bandits/off-policy/doubly-robust';
import type { Estimate } from '../../../lib/bandits/off-policy/estimate';
import { ips } from '../../../lib/bandits/off-policy/ips';
import { inContext } from '../../../lib/bandits/off-policy/known-world';
import type { OffPolicyData } from '../../../lib/bandits/off-policy/off-policy-data';
import { selfNormalizedDoublyRobust } from '../../../lib/bandits/off-policy/self-normalized-doubly-robust';
import { shrunkDoublyRobust } from '../../../lib/bandits/off-policy/shrunk-doubly-robust';
import { snips } from '../../../lib/bandits/off-policy/snips';
import { subGaussianIps } from '../../../lib/bandits/off-policy/sub-gaussian';
import { switchDoublyRobust } from '../../../lib/bandits/off-policy/switch-doubly-robust';
import { slope } from '../../../lib/bandits/off-policy/tuning/slope';
import { type WeightedRounds, weigh } from '../../../lib/bandits/off-policy/weighted-rounds';
import type { Bounds } from '../../../lib/math/distributions/confidence';
import { BEHAVIOR, MODEL, POLICY, WORLD } from './heavy-weights';

/** One estimator over all runs. */
export interface CoverageRow {
  readonly estimator: string;
  readonly rounds: number;
  readonly runs: number;
  /** Mean of the estimates less the truth. */
  readonly bias: number;
  readonly sd: number;
  /** Shares of runs in which the 95% interval includes the truth; null where there is no such interval. */
  readonly normal: number;
  readonly bootstrap: number | null;
  readonly bernstein: number | null;
  /** Share of runs with a warning. */
  readonly warned: number;
}

interface Logs {
  readonly rounds: WeightedRounds;
  /** The same with all propensities taken as equal. */
  readonly equal: WeightedRounds;
  /** A log of the policy itself. */
  readonly own: WeightedRounds;
}

const CLIPS = [1, 3, 10, 30, 100, 223];

const ESTIMATORS: Readonly<Record<string, (logs: Logs) => Estimate>> = {
  IPS: ({ rounds }) => ips(rounds),
  'clipped IPS, M = 5': ({ rounds }) => clippedIps(rounds, { clip: 5 }),
  'clipped IPS, M by SLOPE': ({ rounds }) => slope(CLIPS, (clip) => clippedIps(rounds, { clip })).estimate,
  'sub-Gaussian IPS, λ = 0.01': ({ rounds }) => subGaussianIps(rounds, { lambda: 0.01 }),
  SNIPS: ({ rounds }) => snips(rounds),
  'direct method, wrong model': ({ rounds }) => directMethod(rounds),
  'doubly robust': ({ rounds }) => doublyRobust(rounds),
  'self-normalized doubly robust': ({ rounds }) => selfNormalizedDoublyRobust(rounds),
  'Switch-DR, τ = 5': ({ rounds }) => switchDoublyRobust(rounds, { threshold: 5 }),
  'DRos, λ = 10': ({ rounds }) => shrunkDoublyRobust(rounds, { lambda: 10 }),
  'IPS, propensities taken as equal': ({ equal }) => ips(equal),
  'the policy itself, live': ({ own }) => ips(own),
};

/** What to simulate. */
export interface CoverageOptions {
  readonly rounds: number;
  readonly runs: number;
  readonly seed?: number;
  /** Draws of the bootstrap; 0 leaves it out. */
  readonly samples?: number;
}

/** The estimates of `runs` simulated logs. The same for the same seed. */
export function offPolicyCoverage(
  { rounds, runs, seed = 1, samples = 0 }: CoverageOptions,
  onRun: (run: number) => void = () => undefined,
): CoverageRow[] {
  const truth = WORLD.valueOf(POLICY);
  const sums = Object.keys(ESTIMATORS).map(() => new Sums());
  for (let run = 0; run < runs; run++) {
    const logs = logsOf(rounds, seed + 2 * run);
    const estimates = Object.values(ESTIMATORS).map((estimator) => estimator(logs));
    // The same draws for all: drawing takes longer than adding up.
    const bounds = samples > 0 ? bootstrapAll(estimates, { samples, seed: seed + run }) : null;
    for (const [n, estimate] of estimates.entries()) sums[n].add(truth, estimate, bounds?.[n] ?? null);
    onRun(run);
  }
  return Object.keys(ESTIMATORS).map((estimator, n) => ({ estimator, rounds, runs, ...sums[n].row() }));
}

function logsOf(length: number, seed: number): Logs {
  const log = WORLD.log(BEHAVIOR, length, seed);
  const own = WORLD.log(POLICY, length, seed + 1);
  const weighed = (data: OffPolicyData, context: Int32Array) =>
    weigh(data, inContext(POLICY, context), { rewards: inContext(MODEL, context) });
  const equal = log.data.withPropensities(new Float64Array(length).fill(1 / WORLD.actions));
  return {
    rounds: weighed(log.data, log.context),
    equal: weighed(equal, log.context),
    own: weighed(own.data, own.context),
  };
}

class Sums {
  #n = 0;
  #sum = 0;
  #squares = 0;
  #warned = 0;
  readonly #held = { normal: 0, bootstrap: 0, bernstein: 0 };
  readonly #there = { bootstrap: 0, bernstein: 0 };

  add(truth: number, { value, normal, bernstein, warnings }: Estimate, bootstrap: Bounds | null): void {
    this.#n++;
    this.#sum += value - truth;
    this.#squares += (value - truth) ** 2;
    if (warnings.length > 0) this.#warned++;
    if (holds(normal, truth)) this.#held.normal++;
    for (const [name, bounds] of [
      ['bootstrap', bootstrap],
      ['bernstein', bernstein],
    ] as const) {
      if (bounds === null) continue;
      this.#there[name]++;
      if (holds(bounds, truth)) this.#held[name]++;
    }
  }

  row() {
    const n = this.#n;
    const bias = this.#sum / n;
    const share = (name: 'bootstrap' | 'bernstein') =>
      this.#there[name] === 0 ? null : this.#held[name] / this.#there[name];
    return {
      bias,
      sd: Math.sqrt((this.#squares - n * bias * bias) / (n - 1)),
      normal: this.#held.normal / n,
      bootstrap: share('bootstrap'),
      bernstein: share('bernstein'),
      warned: this.#warned / n,
    };
  }
}

const holds = ({ low, high }: Bounds, value: number) => low <= value && value <= high;

/** The rows as a table. */
export function coverageTable(rows: readonly CoverageRow[]): string {
  const percent = (value: number | null) => (value === null ? '' : `${(100 * value).toFixed(1)}%`);
  const lines = rows.map(({ estimator, rounds, bias, sd, normal, bootstrap, bernstein, warned }) => {
    const error = Math.hypot(bias, sd);
    // The spread of a single log is not a number.
    const numbers = [bias, sd, error]
      .map((number) => (Number.isFinite(number) ? number.toFixed(4) : '–'))
      .join(' | ');
    const shares = [normal, bootstrap, bernstein, warned].map(percent).join(' | ');
    return `| ${rounds} | ${estimator} | ${numbers} | ${shares} |`;
  });
  return [
    '| rounds | estimator | bias | sd | RMSE | normal 95% holds | bootstrap | Bernstein | warned |',
    '|---:|---|---:|---:|---:|---:|---:|---:|---:|',
    ...lines,
  ].join('\n');
}
