import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NormalBelief } from '../../lib/bandits/parts/belief';
import { BetaThompson } from '../../lib/bandits/policies/beta-thompson';
import { EpsilonGreedy } from '../../lib/bandits/policies/epsilon-greedy';
import { Exp3 } from '../../lib/bandits/policies/exp3';
import { GaussianThompson } from '../../lib/bandits/policies/gaussian-thompson';
import { bernoulliKL, KLUCB, klUpper } from '../../lib/bandits/policies/kl-ucb';
import { LinUCB } from '../../lib/bandits/policies/lin-ucb';
import { LinearThompson } from '../../lib/bandits/policies/linear-thompson';
import { LogisticThompson } from '../../lib/bandits/policies/logistic-thompson';
import { NormalGammaThompson } from '../../lib/bandits/policies/normal-gamma-thompson';
import { UCB1 } from '../../lib/bandits/policies/ucb1';
import { betaQuantile, incompleteBeta } from '../../lib/math/distributions/incomplete-beta';
import { tCritical } from '../../lib/math/distributions/student-t';
import { golden, rewardsOf } from '../fixtures/golden-bandits';
import { allNear, near } from '../fixtures/golden-experiments';

const ARMS = [0, 1, 2];

/** ∫ f from `from` to `to`, by Simpson's rule. */
function integral(f: (x: number) => number, from: number, to: number, panels = 4000): number {
  const step = (to - from) / panels;
  let sum = f(from) + f(to);
  for (let i = 1; i < panels; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * step);
  return (sum * step) / 3;
}

test('golden epsilon-greedy: means, the greedy arm, probabilities', () => {
  const { input, means, greedyArm, probabilities } = golden.epsilonGreedy;
  const policy = new EpsilonGreedy({ epsilon: input.epsilon });
  policy.update(rewardsOf(input));
  allNear(
    ARMS.map((arm) => policy.mean(arm)),
    means,
  );
  const chances = policy.probabilities([], ARMS);
  allNear(chances, probabilities);
  assert.equal(chances.indexOf(Math.max(...chances)), greedyArm);
});

test('golden UCB1: the index of every arm after each round', () => {
  const { input, rounds } = golden.ucb1;
  const policy = new UCB1();
  for (const [n, reward] of rewardsOf(input).entries()) {
    policy.update([reward]);
    const expected = rounds.find(({ t }: { t: number }) => t === n + 1);
    if (!expected) continue;
    allNear(
      ARMS.map((arm) => policy.index(arm)),
      expected.index,
      `round ${n}`,
    );
    assert.equal(policy.pick([], ARMS), expected.best);
  }
  assert.equal(policy.index('new'), Infinity);
  assert.equal(policy.pick([], [...ARMS, 'new']), 'new', 'an arm without rewards comes first');
});

test('golden KL-UCB: divergences, bounds, the index of every arm after each round', () => {
  const { input, divergence, upper, rounds } = golden.klUcb;
  for (const { p, q, kl } of divergence) near(bernoulliKL(p, q), kl, `kl(${p}, ${q})`);
  for (const { mean, radius, q } of upper) near(klUpper(mean, radius), q, `upper(${mean}, ${radius})`);
  const [plain, proven] = [new KLUCB(), new KLUCB({ c: 3 })];
  for (const [n, reward] of rewardsOf(input).entries()) {
    for (const policy of [plain, proven]) policy.update([reward]);
    const expected = rounds.find(({ t }: { t: number }) => t === n + 1);
    if (!expected) continue;
    const indices = (policy: KLUCB) => ARMS.map((arm) => policy.index(arm));
    allNear(indices(plain), expected.index, `round ${n}`);
    allNear(indices(proven), expected.indexC3, `round ${n}, c = 3`);
    assert.equal(plain.pick([], ARMS), expected.best);
  }
  assert.equal(klUpper(0.5, 1000), 1);
  assert.equal(klUpper(0.5, 0), 0.5);
});

test('golden Thompson, beta: posteriors, the chance of being best, quantiles', () => {
  const { input, prior, alpha, beta, mean, variance, probabilityBest, quantile95, bayesUcb } =
    golden.thompsonBeta;
  const policy = new BetaThompson({ alpha: prior[0], beta: prior[1] });
  policy.update(rewardsOf(input));
  for (const arm of ARMS) {
    const { alpha: a, beta: b } = policy.posterior(arm);
    assert.deepEqual([a, b], [alpha[arm], beta[arm]]);
    near(a / (a + b), mean[arm]);
    near((a * b) / ((a + b) ** 2 * (a + b + 1)), variance[arm]);
    near(betaQuantile(0.95, a, b), quantile95[arm]);
    near(betaQuantile(bayesUcb.level, a, b), bayesUcb.index[arm]);
  }
  allNear(policy.probabilities([], ARMS), probabilityBest, 'chance of being best', 1e-8);
});

test('golden Thompson, beta: at the size of click rates', () => {
  const { alpha, beta, probabilityBest, expectedLossOfArm0 } = golden.thompsonBeta.ctrSized;
  const policy = new BetaThompson();
  for (const arm of ARMS) {
    policy.update(Array.from({ length: alpha[arm] - 1 }, () => ({ action: arm, reward: 1 })));
    policy.update(Array.from({ length: beta[arm] - 1 }, () => ({ action: arm, reward: 0 })));
  }
  allNear(policy.probabilities([], ARMS), probabilityBest, 'chance of being best', 1e-8);
  // E max(θ₁ − θ₀, 0) = ∫ P(θ₀ < x < θ₁) dx
  const below = (x: number, arm: number) => {
    const { alpha: a, beta: b } = policy.posterior(arm);
    return incompleteBeta(a, b, x);
  };
  near(
    integral((x) => below(x, 0).below * below(x, 1).above, 0.02, 0.08, 400),
    expectedLossOfArm0,
    'loss',
    1e-6,
  );
});

test('golden Thompson, normal: with known noise, and learning it', () => {
  const { input, mean, variance, probabilityBest, normalGamma } = golden.thompsonGaussian;
  const { priorMean, priorVariance, noiseVariance } = input;
  const policy = new GaussianThompson({ priorMean, priorVariance, noiseVariance });
  policy.update(rewardsOf(input));
  const posteriors = ARMS.map((arm) => policy.posterior(arm));
  allNear(
    posteriors.map((p) => p.mean),
    mean,
  );
  allNear(
    posteriors.map((p) => p.variance),
    variance,
  );
  allNear(policy.probabilities([], ARMS), probabilityBest, 'chance of being best', 1e-8);

  const learns = new NormalGammaThompson(normalGamma.prior);
  learns.update(rewardsOf(input));
  for (const arm of ARMS) {
    const posterior = learns.posterior(arm);
    for (const name of ['mean', 'kappa', 'shape', 'rate'] as const) {
      near(posterior[name], normalGamma.posterior[arm][name], `${name} of ${arm}`);
    }
    const scale = Math.sqrt(posterior.rate / (posterior.shape * posterior.kappa));
    near(posterior.mean + scale * tCritical(0.1, 2 * posterior.shape), normalGamma.t95[arm], `t95 of ${arm}`);
  }
});

test('golden Exp3: probabilities before each round, and log weights', () => {
  const { input, probabilitiesBefore, probabilitiesAfter, logWeights } = golden.exp3;
  const policy = new Exp3({ gamma: input.gamma });
  const rows = rewardsOf(input).map((row, n) => {
    const probabilities = policy.probabilities([], ARMS);
    allNear(probabilities, probabilitiesBefore[n], `round ${n}`);
    const logged = { ...row, propensity: probabilities[Number(row.action)], candidates: ARMS };
    policy.update([logged]);
    return logged;
  });
  allNear(policy.probabilities([], ARMS), probabilitiesAfter);
  allNear(
    ARMS.map((arm) => policy.logWeight(arm)),
    logWeights,
  );
  const late = new Exp3({ gamma: input.gamma });
  late.update(rows.reverse());
  allNear(late.probabilities([], ARMS), probabilitiesAfter, 'all at once, and backwards');
});

test('golden LinUCB: scores, also of an arm without rewards', () => {
  const { input, scores, ridge01alpha05, coldArm } = golden.linUcb;
  const policy = new LinUCB({ ridge: input.ridge, alpha: input.alpha });
  const other = new LinUCB({ ridge: 0.1, alpha: 0.5 });
  for (const each of [policy, other]) each.update(rewardsOf(input));
  for (const [n, query] of input.queries.entries()) {
    allNear(policy.indices(query, ARMS), scores[n]);
    allNear(other.indices(query, ARMS), ridge01alpha05[n]);
    assert.equal(policy.pick(query, ARMS), scores[n].indexOf(Math.max(...scores[n])));
  }
  const cold = new LinUCB({ ridge: coldArm.ridge, alpha: coldArm.alpha });
  near(cold.indices(coldArm.query, ['new'])[0], coldArm.right, 'cold arm');
  near(coldArm.right * coldArm.ridge, coldArm.mabwiser, 'the fault that is not copied');
});

test('golden linear Thompson: coefficients, scores, the chance of being best', () => {
  const { input, inverse, theta, mean } = golden.linUcb;
  const { posteriorMean, posteriorCovariance, scoreVariance, probabilityBest } = golden.linThompson;
  const policy = new LinearThompson({ ridge: input.ridge });
  policy.update(rewardsOf(input));
  for (const arm of ARMS) {
    const posterior = policy.posterior(arm)!;
    allNear(posterior.mean, theta[arm]);
    allNear(posterior.mean, posteriorMean[arm]);
    allNear(posterior.covariance.flat(), inverse[arm].flat());
    allNear(posterior.covariance.flat(), posteriorCovariance[arm].flat());
  }
  const [plain, wide] = [new LinUCB({ alpha: 0 }), new LinUCB({ alpha: 1 })];
  for (const each of [plain, wide]) each.update(rewardsOf(input));
  for (const [n, query] of input.queries.entries()) {
    const means = plain.indices(query, ARMS);
    allNear(means, mean[n]);
    const variances = wide.indices(query, ARMS).map((index, arm) => (index - means[arm]) ** 2);
    allNear(variances, scoreVariance[n]);
    allNear(policy.probabilities(query, ARMS), probabilityBest[n], 'chance of being best', 1e-8);
  }
});

test('golden logistic Thompson: Laplace approximation over two batches and one', () => {
  const { input, afterBatch1, afterBatch2, oneBatch, query, obpOneBatch } = golden.logisticThompson;
  assert.deepEqual(input.prior, { mean: [0, 0, 0], precision: [1, 1, 1] });
  const rows = rewardsOf(input);
  const policy = new LogisticThompson({ precision: 1 });
  const is = (expected: { mean: number[]; precision: number[] }, of = policy) => {
    allNear(of.posterior(0)!.mean, expected.mean, 'mean');
    allNear(of.posterior(0)!.precision, expected.precision, 'precision');
  };
  policy.update(rows.slice(0, input.batches[0]));
  is(afterBatch1);
  policy.update(rows.slice(input.batches[0]));
  is(afterBatch2);
  for (const [n, x] of input.queries.entries()) {
    const [{ mean, variance }] = policy.logOdds(x, [0]);
    near(mean, query.logitMean[n]);
    near(variance, query.logitVariance[n]);
    const belief = new NormalBelief(mean, Math.sqrt(variance));
    const expected = integral((z) => belief.density(z) / (1 + Math.exp(-z)), belief.low, belief.high);
    near(expected, query.expected[n], 'the expected chance');
  }

  const whole = new LogisticThompson({ precision: 1 });
  whole.update(rows.toReversed());
  is(oneBatch, whole);
  const w = whole.posterior(0)!.mean;
  const scoreOf = (x: readonly number[]) => x.reduce((sum, value, a) => sum + value * w[a], 0);
  let objective = w.reduce((sum, value) => sum + value ** 2 / 2, 0);
  const hessian = [0, 1, 2].map((a) => [0, 1, 2].map((b) => Number(a === b)));
  for (const { context = [], reward } of rows) {
    const s = scoreOf(context);
    objective += Math.log1p(Math.exp((1 - 2 * reward) * s));
    const p = 1 / (1 + Math.exp(-s));
    for (const [a, row] of hessian.entries())
      for (const b of row.keys()) row[b] += p * (1 - p) * context[a] * context[b];
  }
  near(objective, oneBatch.objective);
  allNear(hessian.flat(), oneBatch.hessian.flat());

  // obp's labels of 0 and 1 where −1 and 1 are meant: only the rewarded rows count. This library must differ.
  const onlyRewarded = new LogisticThompson({ precision: 1 });
  onlyRewarded.update(rows.filter(({ reward }) => reward === 1));
  allNear(onlyRewarded.posterior(0)!.mean, obpOneBatch.mean, 'the fault that is not copied', 1e-4);
  allNear(obpOneBatch.meanFromRewardedRowsOnly, obpOneBatch.mean, 'what the reference says of it', 1e-4);
  for (const [a, value] of obpOneBatch.mean.entries()) assert.ok(Math.abs(w[a] - value) > 0.4);
  for (const [a, q] of obpOneBatch.q.entries()) assert.ok(whole.posterior(0)!.precision[a] > 1.3 * q);
});
