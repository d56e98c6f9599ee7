import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alwaysValidDifference } from '../../lib/experiments/always-valid/confidence-sequence';
import { guardrail } from '../../lib/experiments/health/guardrail';
import { sequentialGuardrail } from '../../lib/experiments/health/sequential-guardrail';
import { cuped } from '../../lib/experiments/means/cuped';
import { ratioMetric } from '../../lib/experiments/means/ratio-metric';
import { relativeLift } from '../../lib/experiments/means/relative-lift';
import { welch, welchFromMoments } from '../../lib/experiments/means/welch';
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  holm,
} from '../../lib/experiments/planning/multiple-tests';
import {
  cohenH,
  powerOfMeans,
  powerOfMeansNormal,
  powerOfProportions,
  smallestDetectableRise,
  usersForMeans,
  usersForMeansNormal,
  usersForProportions,
  usersForProportionsUnpooled,
} from '../../lib/experiments/planning/power';
import { RandomState } from '../../lib/math/random/random-state';
import { allNear, golden, near } from '../fixtures/golden-experiments';

test('golden welch', () => {
  const { treatment, control, difference, t, df, p, ci95 } = golden.welch;
  const result = welch({ treatment: Object.freeze(treatment), control: Object.freeze(control) });
  allNear(
    [result.difference, result.t, result.df, result.p, result.low, result.high],
    [difference, t, df, p, ...ci95],
  );
});

test('golden cuped', () => {
  const { input, ...expected } = golden.cuped;
  const { treatment: after1, control: after0 } = golden.welch;
  const arms = {
    treatment: { before: input.treatmentBefore, after: after1 },
    control: { before: input.controlBefore, after: after0 },
  };
  const result = cuped(arms);
  near(result.theta, expected.theta, 'theta');
  near(result.difference, expected.difference, 'difference');
  near(result.standardError, expected.standardError, 'standardError');
  allNear([result.p, result.low, result.high], [expected.p, ...expected.ci95], 'p');
  allNear([result.means.control, result.means.treatment], expected.adjustedMeans, 'means');
  near(result.varianceReduction, expected.varianceReductionPooled, 'reduction');
  near(result.varianceReduction, expected.correlationSquared, 'reduction');
  near(
    welch({ treatment: after1, control: after0 }).standardError ** 2,
    expected.varianceOfDifference.raw,
    'raw',
  );
  near(result.standardError ** 2, expected.varianceOfDifference.adjusted, 'adjusted');
});

test('golden ratioMetric', () => {
  const { input, ...expected } = golden.ratioMetric;
  const [control, treatment] = [input.control, input.treatment].map(({ clicks, views }) =>
    ratioMetric(clicks, views),
  );
  for (const [i, arm] of [control, treatment].entries()) {
    near(arm.mean, expected.ratio[i], 'ratio');
    near(arm.variance, expected.variancePerUser[i], 'variance');
    near(arm.standardError, expected.standardError[i], 'error');
    near(arm.naiveError, expected.naiveBinomialError[i], 'naive');
    near(arm.designEffect, expected.designEffect[i], 'design effect');
    near(arm.standardError * Math.sqrt((arm.n - 1) / arm.n), expected.clusterRobustError[i], 'cluster');
  }
  const difference = welchFromMoments({ treatment, control });
  const lift = relativeLift({ treatment, control });
  for (const [result, { value, se, p, ci95 }] of [
    [difference, expected.difference],
    [lift, expected.relative],
  ] as const) {
    allNear(
      [result.difference, result.standardError, result.p, result.low, result.high],
      [value, se, p, ...ci95],
      'difference',
    );
  }
});

test('users with the same ratio have no variance, and rounding never makes it negative', () => {
  for (const views of [
    [7, 14, 28],
    [3, 6, 12],
    [9, 12, 21, 27],
  ]) {
    const clicks = views.map((count) => count / 7);
    assert.equal(ratioMetric(clicks, views).variance, 0, `${views}`);
  }
});

test('A/A tests of clicks per view: the view as the unit raises many false alarms, the user about 5%', () => {
  const random = new RandomState(11);
  const arm = () => {
    const users = Array.from({ length: 200 }, () => {
      const views = 1 + Math.floor(random.random() * 60);
      const taste = random.random() ** 2;
      let clicks = 0;
      for (let view = 0; view < views; view++) if (random.random() < taste) clicks++;
      return { clicks, views };
    });
    return ratioMetric(
      users.map(({ clicks }) => clicks),
      users.map(({ views }) => views),
    );
  };
  let [byUser, byView] = [0, 0];
  const tests = 300;
  for (let test = 0; test < tests; test++) {
    const [treatment, control] = [arm(), arm()];
    const { difference, p } = welchFromMoments({ treatment, control });
    if (p < 0.05) byUser++;
    if (Math.abs(difference) > 1.96 * Math.hypot(treatment.naiveError, control.naiveError)) byView++;
  }
  // Four standard errors of 5% of 300 tests.
  assert.ok(Math.abs(byUser / tests - 0.05) < 4 * Math.sqrt((0.05 * 0.95) / tests), `${byUser}`);
  assert.ok(byView / tests > 0.3, `${byView}`);
});

test('golden power', () => {
  const { proportions, means, mdeAt, unequal } = golden.power;
  for (const { p0, p1, power, nPooledFormula, nArcsine, nUnpooled, cohenH: h, powerAtN2000 } of proportions) {
    near(usersForProportions(p0, p1, { power }), nPooledFormula, 'pooled');
    near(usersForProportionsUnpooled(p0, p1, { power }), nUnpooled, 'unpooled');
    near(cohenH(p0, p1), h, 'h');
    near(usersForMeansNormal(cohenH(p0, p1), { power }), nArcsine, 'arcsine');
    near(powerOfProportions(p0, p1, 2000), powerAtN2000, 'power');
    near(powerOfMeansNormal(cohenH(p0, p1), nArcsine), power, 'arcsine power');
  }
  for (const { d, power, n, nNormal } of means) {
    // 1e-8, because statsmodels' search stops early: its n for d = 0.2 isn't a quarter of that for d = 0.1, which it is
    // for a z test, and its power at 393.405693 is 0.8 − 2e-9.
    near(usersForMeans(d, { power }), n, 't', 1e-8);
    near(usersForMeansNormal(d, { power }), nNormal, 'normal', 1e-8);
    near(usersForMeansNormal(d, { power }) * d * d, usersForMeansNormal(1, { power }), 'scale', 1e-12);
    near(powerOfMeans(d, usersForMeans(d, { power })), power, 'power at n', 1e-11);
  }
  near(smallestDetectableRise(mdeAt.p0, mdeAt.perArm, { power: mdeAt.power }), mdeAt.mde, 'mde');
  near(usersForMeansNormal(unequal.d, { ratio: unequal.ratio }), unequal.n1, 'unequal', 1e-8);
  near(
    usersForMeans(unequal.d, { ratio: 9 }),
    usersForMeans(unequal.d, { ratio: 1 / 9 }) / 9,
    'turned',
    1e-10,
  );
});

test('golden guardrail', () => {
  const { treatment, control, margin, z, p, lower95OneSided } = golden.guardrail;
  const [p1, p0] = [treatment[0] / treatment[1], control[0] / control[1]];
  const standardError = Math.sqrt((p1 * (1 - p1)) / treatment[1] + (p0 * (1 - p0)) / control[1]);
  const result = guardrail({ difference: p1 - p0, standardError, margin });
  allNear([result.z, result.p, result.worst], [z, p, lower95OneSided]);
  assert.equal(result.state, 'safe');
  const turned = guardrail({ difference: p0 - p1, standardError, margin, better: 'lower' });
  allNear([turned.z, turned.worst], [result.z, -result.worst]);
  assert.equal(guardrail({ difference: -1, standardError, margin }).state, 'harmed');
  assert.equal(guardrail({ difference: -margin, standardError, margin }).state, 'open');
});

test('golden multiple', () => {
  for (const { p, fdr_bh, fdr_by, rejectedBh, rejectedBhAt024, ...expected } of golden.multiple.cases) {
    Object.freeze(p);
    allNear(bonferroni(p), expected.bonferroni, 'bonferroni');
    allNear(holm(p), expected.holm, 'holm');
    allNear(benjaminiHochberg(p), fdr_bh, 'BH');
    allNear(benjaminiYekutieli(p), fdr_by, 'BY');
    const found = (alpha: number) => benjaminiHochberg(p).filter((value) => value <= alpha + 1e-12).length;
    assert.deepEqual([found(0.05), found(0.24)], [rejectedBh, rejectedBhAt024]);
  }
  assert.deepEqual(holm([]), []);
});

test('bad input is refused by name', () => {
  assert.throws(
    () => welch({ treatment: [1], control: [1, 2] }),
    /welch: an arm must have at least two values, got 1/,
  );
  assert.throws(
    () => welch({ treatment: [1, Number.NaN], control: [1, 2] }),
    /values must be finite numbers, got NaN at 1/,
  );
  assert.throws(() => ratioMetric([0, 0], [0, 0]), /denominators must be at least 0 and not all 0, got 0/);
  assert.throws(() => ratioMetric([0, 0], [0]), /have the same length, got 2 and 1/);
  assert.throws(() => usersForProportions(0.1, 0.1), /p0 and p1 must be different numbers between 0 and 1/);
  assert.throws(
    () => usersForProportions(0.1, 0.2, { power: 80 }),
    /power: power must be a number from 0.01 to/,
  );
  assert.throws(
    () => guardrail({ difference: 0, standardError: 1, margin: 0 }),
    /margin must be a number above 0, got 0/,
  );
  assert.throws(() => holm([0.1, 2]), /holm: p-values must be numbers from 0 to 1, got 2/);
  const same = { before: [1, 1], after: [1, 2] };
  assert.throws(() => cuped({ treatment: same, control: same }), /before must differ between users/);
});

test('a guardrail that is looked at often: states, sides, and the rule of three', () => {
  const arm = (mean: number, variance = 1, n = 20_000) => ({ n, mean, variance });
  const state = (treatment: number, better: 'higher' | 'lower', margin = 0.05) =>
    sequentialGuardrail({ treatment: arm(treatment), control: arm(1) }, { margin, better }).state;
  assert.deepEqual(
    [0.99, 0.95, 0.9].map((mean) => state(mean, 'higher')),
    ['safe', 'open', 'harmed'],
  );
  assert.deepEqual(
    [1.01, 1.05, 1.1].map((mean) => state(mean, 'lower')),
    ['safe', 'open', 'harmed'],
  );
  const arms = { treatment: arm(0.99), control: arm(1) };
  const { worst } = sequentialGuardrail(arms, { margin: 0.05 });
  const once = guardrail({ difference: -0.01, standardError: Math.sqrt(2 / 20_000), margin: 0.05 });
  assert.ok(worst < once.worst, 'wider than for one look');
  assert.equal(worst, alwaysValidDifference(arms, { alpha: 0.1 }).low);
  const none = (n: number) =>
    sequentialGuardrail(
      { treatment: arm(0, 0, n), control: arm(0, 0, n) },
      { margin: 0.01, better: 'lower' },
    );
  near(none(300).worst, Math.log(20) / 300);
  assert.deepEqual([none(299).state, none(300).state], ['open', 'safe'], 'no error of 299 users: up to 1.0%');
  assert.throws(() => sequentialGuardrail(arms, { margin: 0 }), {
    message: /margin must be a number above 0, got 0/,
  });
});

test('a guardrail under continuous peeking alarms in at most 5% of experiments', () => {
  const random = new RandomState(5);
  let [wrong, wrongOnce] = [0, 0];
  for (let run = 0; run < 200; run++) {
    const sums = [0, 0];
    let [ever, everOnce] = [false, false];
    for (let n = 1; n <= 1500; n++) {
      // The treatment harms by exactly the margin, 0.1: not more, so `safe` is wrong.
      for (const which of [0, 1]) sums[which] += Number(random.random() < (which === 0 ? 0.4 : 0.5));
      if (n < 100 || n % 10 > 0) continue;
      const moments = sums.map((sum) => ({ n, mean: sum / n, variance: (sum / n) * (1 - sum / n) }));
      const arms = { treatment: moments[0], control: moments[1] };
      ever ||= sequentialGuardrail(arms, { margin: 0.1, bestAt: 1000 }).state === 'safe';
      const standardError = Math.sqrt((moments[0].variance + moments[1].variance) / n);
      const difference = moments[0].mean - moments[1].mean;
      everOnce ||= guardrail({ difference, standardError, margin: 0.1 }).state === 'safe';
    }
    wrong += Number(ever);
    wrongOnce += Number(everOnce);
  }
  assert.ok(wrong <= 16, `${wrong} of 200`); // 5% and three standard errors
  assert.ok(wrongOnce > 40, `with one look's bound: ${wrongOnce} of 200`);
});
