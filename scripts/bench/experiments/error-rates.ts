/** How often the statistics of `lib/experiments` are wrong, measured on simulated experiments whose truth is known. */
import { alwaysValidDifference } from '../../../lib/experiments/always-valid/confidence-sequence';
import { sampleRatio } from '../../../lib/experiments/health/sample-ratio';
import { SequentialSampleRatio } from '../../../lib/experiments/health/sequential-sample-ratio';
import { cuped } from '../../../lib/experiments/means/cuped';
import { ratioMetric } from '../../../lib/experiments/means/ratio-metric';
import { welch, welchFromMoments } from '../../../lib/experiments/means/welch';
import {
  type Arms,
  newcombeInterval,
  pooledZTest,
  waldInterval,
} from '../../../lib/experiments/proportions/two-proportions';
import type { Bounds } from '../../../lib/math/distributions/confidence';
import { RandomState } from '../../../lib/math/random/random-state';
import { ExperimentWorld, PLACES, type UserRow } from './one-run';

/** A share of experiments, and what it should be. */
export interface ErrorRate {
  readonly group: 'A/A false alarms' | 'intervals that hold the truth' | 'sample-ratio alarms';
  readonly what: string;
  /** Experiments of `runs`. */
  readonly count: number;
  readonly runs: number;
  /** As it should be: `about 5%`. */
  readonly expected: string;
}

/** The first look of those who look at every user: the asymptotic sequence needs some users before. */
const FIRST_LOOK = 100;
/** The share of the treatment's users whose events are lost in a broken experiment. */
const LOST = 1 / 3;

/**
 * Simulates `runs` A/A tests and as many A/B tests of `users` users each. A user is in the experiment if they came within
 * the week, which is two of three.
 */
export function errorRates(
  { runs, users, seed = 1 }: { readonly runs: number; readonly users: number; readonly seed?: number },
  onRun: (run: number) => void = () => undefined,
): ErrorRate[] {
  const counts = new Map<string, number>();
  const count = (what: string, happened: boolean) =>
    counts.set(what, (counts.get(what) ?? 0) + (happened ? 1 : 0));
  const worlds = { same: new ExperimentWorld(true), better: new ExperimentWorld(false) };
  for (let run = 0; run < runs; run++) {
    const same = worlds.same.run(users, seed + run);
    countFalseAlarms(same, count);
    countSampleRatios(same, count, seed + run);
    countCoverage(worlds.better.run(users, seed + runs + run), worlds.better.truth, count);
    onRun(run);
  }
  return LINES.map(([group, what, expected]) => ({
    group,
    what,
    count: counts.get(what) ?? 0,
    runs,
    expected,
  }));
}

type Count = (what: string, happened: boolean) => void;

/** In the order of the table. */
const LINES: readonly (readonly [ErrorRate['group'], string, string])[] = [
  ['A/A false alarms', 'z test of users who clicked on their first list', 'about 5%'],
  ['A/A false alarms', 'Welch, clicks per user', 'about 5%'],
  ['A/A false alarms', 'CTR by impression, users as units (delta method)', 'about 5%'],
  ['A/A false alarms', 'CUPED, clicks per user', 'about 5%'],
  ['A/A false alarms', 'CTR, impressions as units: a mistake', 'more than 5%'],
  ['A/A false alarms', 'Welch at 5 looks: peeking', 'about 14%'],
  ['A/A false alarms', 'Welch at 20 looks: peeking', 'about 25%'],
  ['A/A false alarms', 'Welch at 100 looks: peeking', 'about 37%'],
  ['A/A false alarms', 'always-valid, a look after every user', 'at most 5%'],
  ['intervals that hold the truth', 'Newcombe', 'at least 94%'],
  ['intervals that hold the truth', 'Wald', 'at least 94%'],
  ['intervals that hold the truth', 'Welch', 'at least 94%'],
  ['intervals that hold the truth', 'CTR, delta method', 'at least 94%'],
  ['intervals that hold the truth', 'CUPED', 'at least 94%'],
  ['intervals that hold the truth', 'always-valid, at every look', 'at least 95%'],
  ['sample-ratio alarms', 'chi-square, healthy', 'about 0.1%'],
  ['sample-ratio alarms', 'sequential at 0.1%, healthy, a look after every user', 'at most 0.1%'],
  ['sample-ratio alarms', 'chi-square, a third of the treatment lost', 'nearly all'],
  ['sample-ratio alarms', 'sequential at 0.1%, a third of the treatment lost', 'nearly all'],
];

function countFalseAlarms(rows: readonly UserRow[], count: Count): void {
  const arms = split(rows);
  const clicks = mapped(arms, (row) => row.clicks);
  count('z test of users who clicked on their first list', pooledZTest(converted(arms)).p < 0.05);
  count('Welch, clicks per user', welch(clicks).p < 0.05);
  count('CTR by impression, users as units (delta method)', welchFromMoments(ratios(arms)).p < 0.05);
  count('CUPED, clicks per user', cuped(beforeAndAfter(arms)).p < 0.05);
  const impressions = both(arms, (arm) => ({
    successes: sum(arm, (row) => row.clicks),
    trials: PLACES * sum(arm, (row) => row.views),
  }));
  count('CTR, impressions as units: a mistake', pooledZTest(impressions).p < 0.05);
  for (const looks of [5, 20, 100]) {
    const isFound = Array.from({ length: looks }, (_, look) => {
      const soFar = split(rows.slice(0, Math.round((rows.length * (look + 1)) / looks)));
      const enough = soFar.treatment.length > 1 && soFar.control.length > 1;
      return enough && welch(mapped(soFar, (row) => row.clicks)).p < 0.05;
    });
    count(`Welch at ${looks} looks: peeking`, isFound.includes(true));
  }
  const isOutside = everyLook(rows, ({ low, high }) => low > 0 || high < 0);
  count('always-valid, a look after every user', isOutside);
}

function countCoverage(rows: readonly UserRow[], truth: ExperimentWorld['truth'], count: Count): void {
  const arms = split(rows);
  const holds = ({ low, high }: Bounds, value: number) => low <= value && value <= high;
  count('Newcombe', holds(newcombeInterval(converted(arms)), truth.conversion));
  count('Wald', holds(waldInterval(converted(arms)), truth.conversion));
  count('Welch', holds(welch(mapped(arms, (row) => row.clicks)), truth.clicksPerUser));
  count('CTR, delta method', holds(welchFromMoments(ratios(arms)), truth.ctr));
  count('CUPED', holds(cuped(beforeAndAfter(arms)), truth.clicksPerUser));
  const isMissed = everyLook(rows, (bounds) => !holds(bounds, truth.clicksPerUser));
  count('always-valid, at every look', !isMissed);
}

function countSampleRatios(rows: readonly UserRow[], count: Count, seed: number): void {
  const random = new RandomState(seed);
  const left = rows.filter(({ arm }) => arm === 0 || random.random() >= LOST);
  for (const [name, some] of [
    ['healthy', rows],
    ['a third of the treatment lost', left],
  ] as const) {
    const treatment = sum(some, (row) => row.arm);
    count(`chi-square, ${name}`, sampleRatio([some.length - treatment, treatment], [1, 1]).alarm);
    const check = new SequentialSampleRatio([1, 1]);
    let p = 1;
    for (const { arm } of some) p = check.add(arm === 0 ? [1, 0] : [0, 1]).p;
    const looks = name === 'healthy' ? ', a look after every user' : '';
    count(`sequential at 0.1%, ${name}${looks}`, p < 0.001);
  }
}

/** Whether an always-valid interval of clicks per user, after any user from the hundredth on, is as described. */
function everyLook(rows: readonly UserRow[], isSo: (bounds: Bounds) => boolean): boolean {
  const sums = [
    { n: 0, sum: 0, squares: 0 },
    { n: 0, sum: 0, squares: 0 },
  ];
  for (const [at, { arm, clicks }] of rows.entries()) {
    sums[arm].n++;
    sums[arm].sum += clicks;
    sums[arm].squares += clicks ** 2;
    if (at + 1 < FIRST_LOOK) continue;
    const [control, treatment] = sums.map(({ n, sum: total, squares }) => ({
      n,
      mean: total / n,
      variance: (squares - total ** 2 / n) / (n - 1),
    }));
    if (isSo(alwaysValidDifference({ treatment, control }, { bestAt: rows.length }))) return true;
  }
  return false;
}

function split(rows: readonly UserRow[]): Arms<readonly UserRow[]> {
  return {
    treatment: rows.filter(({ arm }) => arm === 1),
    control: rows.filter(({ arm }) => arm === 0),
  };
}

function both<A, B>({ treatment, control }: Arms<A>, map: (arm: A) => B): Arms<B> {
  return { treatment: map(treatment), control: map(control) };
}

const mapped = (arms: Arms<readonly UserRow[]>, value: (row: UserRow) => number) =>
  both(arms, (arm) => arm.map(value));

const converted = (arms: Arms<readonly UserRow[]>) =>
  both(arms, (arm) => ({ successes: sum(arm, (row) => (row.converted ? 1 : 0)), trials: arm.length }));

const ratios = (arms: Arms<readonly UserRow[]>) =>
  both(arms, (arm) =>
    ratioMetric(
      arm.map(({ clicks }) => clicks),
      arm.map(({ views }) => PLACES * views),
    ),
  );

const beforeAndAfter = (arms: Arms<readonly UserRow[]>) =>
  both(arms, (arm) => ({
    before: arm.map(({ before }) => before),
    after: arm.map(({ clicks }) => clicks),
  }));

function sum(rows: readonly UserRow[], value: (row: UserRow) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

/** The rates as a table, with their standard errors. */
export function errorRatesTable(rates: readonly ErrorRate[]): string {
  const lines = rates.map(({ group, what, count, runs, expected }) => {
    const share = count / runs;
    const error = Math.sqrt((share * (1 - share)) / runs);
    const percent = (value: number) => `${(100 * value).toFixed(1)}%`;
    return `| ${group} | ${what} | ${percent(share)} ± ${percent(error)} | ${expected} |`;
  });
  return ['| measured | by | share ± standard error | should be |', '|---|---|---|---|', ...lines].join('\n');
}
