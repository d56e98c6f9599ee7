import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRatio } from '../../lib/experiments/health/sample-ratio';
import { SequentialSampleRatio } from '../../lib/experiments/health/sequential-sample-ratio';
import { relativeLift } from '../../lib/experiments/means/relative-lift';
import { fisherExact } from '../../lib/experiments/proportions/fisher-exact';
import { miettinenNurminenInterval } from '../../lib/experiments/proportions/miettinen-nurminen';
import {
  type Count,
  clopperPearsonInterval,
  wilsonInterval,
} from '../../lib/experiments/proportions/proportion';
import {
  type Arms,
  agrestiCaffoInterval,
  newcombeInterval,
  pooledZTest,
  ratioOfProportions,
  waldInterval,
  waldZTest,
} from '../../lib/experiments/proportions/two-proportions';
import type { Bounds } from '../../lib/math/distributions/confidence';
import { allNear, golden, near } from '../fixtures/golden-experiments';

const count = ([successes, trials]: [number, number]): Count => ({ successes, trials });
const list = ({ low, high }: Bounds) => [low, high];

test('golden sampleRatio.cases', () => {
  for (const { counts, weights, chi2 = 0, p, alarm0001 = false } of golden.sampleRatio.cases) {
    const result = sampleRatio(counts, weights);
    near(result.chiSquare, chi2, `${counts}`, 1e-9);
    near(result.p, p, `${counts}`);
    assert.equal(result.alarm, alarm0001);
  }
});

test('golden sampleRatio.sequential', () => {
  const { weights, concentration, steps } = golden.sampleRatio.sequential;
  const check = new SequentialSampleRatio(weights, { concentration });
  let smallest = 1;
  for (const { batch, counts, odds, p } of steps) {
    const result = check.add(batch);
    smallest = Math.min(smallest, p);
    assert.deepEqual(check.counts, counts);
    near(result.odds, odds);
    near(result.p, smallest);
  }
});

for (const expected of golden.twoProportions.cases) {
  const arms = { treatment: count(expected.treatment), control: count(expected.control) };
  test(`golden twoProportions: ${expected.treatment} against ${expected.control}`, () => {
    const [pooled, wald] = [pooledZTest(arms), waldZTest(arms)];
    if (expected.pooledZ === 'NaN') {
      assert.deepEqual(pooled, { z: Number.NaN, p: Number.NaN });
      assert.ok(Number.isNaN(wald.z));
    } else {
      allNear([pooled.z, pooled.p], [expected.pooledZ, expected.pooledP]);
      allNear([wald.z, wald.p], [expected.waldZ, expected.waldP]);
    }
    near(
      arms.treatment.successes / arms.treatment.trials - arms.control.successes / arms.control.trials,
      expected.difference,
    );
    allNear(list(waldInterval(arms)), expected.wald, 'wald');
    allNear(list(newcombeInterval(arms)), expected.newcombe, 'newcombe');
    allNear(list(agrestiCaffoInterval(arms)), expected.agrestiCaffo, 'agrestiCaffo');
    const both = [arms.treatment, arms.control];
    for (const [i, arm] of both.entries()) {
      allNear(list(wilsonInterval(arm)), expected.wilson[i], 'wilson');
      allNear(list(clopperPearsonInterval(arm)), expected.clopperPearson[i], 'clopperPearson');
    }
    near(fisherExact(arms), expected.fisherP, 'fisher');
    if (expected.ratio !== undefined) {
      const ratio = ratioOfProportions(arms);
      allNear([ratio.ratio, ratio.low, ratio.high], [expected.ratio, ...expected.logRatioCi]);
      const [treatment, control] = both.map(({ successes, trials }) => {
        const mean = successes / trials;
        return { n: trials, mean, variance: mean * (1 - mean) };
      });
      const lift = relativeLift({ treatment, control });
      const { lift: value, ci, p } = expected.relativeLiftDelta;
      allNear([lift.difference, lift.low, lift.high, lift.p], [value, ...ci, p], 'lift');
    }
  });
}

/**
 * The golden file's `miettinenNurminen` isn't the interval of the paper: for 56/70 against 48/80 statsmodels has an upper
 * bound of 0.3440, beyond even Wald's, where Newcombe (1998, Table II, method 6) has 0.0528 to 0.3382. So the measure is
 * the definition, with the restricted estimate searched for instead of solved.
 */
test('Miettinen-Nurminen: at each bound the score statistic of a slow search is z', () => {
  const logLikelihood = ({ successes, trials }: Count, p: number) =>
    (successes && successes * Math.log(p)) + (trials - successes && (trials - successes) * Math.log(1 - p));
  const searched = ({ treatment, control }: Arms<Count>, delta: number) => {
    const at = (p: number) => logLikelihood(treatment, p + delta) + logLikelihood(control, p);
    let [low, high] = [Math.max(0, -delta), Math.min(1, 1 - delta)];
    for (let step = 0; step < 100; step++) {
      const third = (high - low) / 3;
      if (at(low + third) < at(high - third)) low += third;
      else high -= third;
    }
    return (low + high) / 2;
  };
  for (const { treatment, control } of golden.twoProportions.cases) {
    const arms = { treatment: count(treatment), control: count(control) };
    const [n1, n0] = [arms.treatment.trials, arms.control.trials];
    const interval = miettinenNurminenInterval(arms);
    for (const [delta, sign] of [
      [interval.low, 1],
      [interval.high, -1],
    ]) {
      const p0 = searched(arms, delta);
      const p1 = p0 + delta;
      const variance = ((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0) * ((n1 + n0) / (n1 + n0 - 1));
      const difference = arms.treatment.successes / n1 - arms.control.successes / n0;
      near((difference - delta) / Math.sqrt(variance), sign * 1.959963984540054, `${treatment}`, 1e-5);
    }
  }
  const paper = miettinenNurminenInterval({ treatment: count([56, 70]), control: count([48, 80]) });
  assert.deepEqual([paper.low.toFixed(4), paper.high.toFixed(4)], ['0.0528', '0.3382']);
});

test('swapping the arms turns every interval around', () => {
  const [a, b] = [
    { successes: 3, trials: 17 },
    { successes: 8, trials: 11 },
  ];
  for (const interval of [waldInterval, newcombeInterval, agrestiCaffoInterval, miettinenNurminenInterval]) {
    const [one, other] = [interval({ treatment: a, control: b }), interval({ treatment: b, control: a })];
    allNear([-one.high, -one.low], list(other), interval.name, 1e-8);
  }
  near(fisherExact({ treatment: a, control: b }), fisherExact({ treatment: b, control: a }));
});

test('Fisher: a table against all odds has a tiny p, not NaN', () => {
  const p = fisherExact({
    treatment: { successes: 0, trials: 2000 },
    control: { successes: 2000, trials: 2000 },
  });
  assert.ok(p >= 0 && p < 1e-300);
});

test('bad input is refused by name', () => {
  assert.throws(() => sampleRatio([1, 2], [1]), /sampleRatio: weights must be at least two numbers above 0/);
  assert.throws(
    () => sampleRatio([1, 2.5], [1, 1]),
    /counts must be 2 whole numbers of at least 0, got \[1,2.5\]/,
  );
  assert.throws(
    () => wilsonInterval({ successes: 3, trials: 2 }),
    /wilsonInterval: successes must be a whole number from 0 to 2, got 3/,
  );
  assert.throws(
    () => wilsonInterval({ successes: 0, trials: 0 }),
    /trials must be a positive whole number, got 0/,
  );
  assert.throws(
    () => wilsonInterval({ successes: 1, trials: 2 }, 95),
    /alpha must be a number between 0 and 1, got 95/,
  );
});
