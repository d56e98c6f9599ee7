import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankBiasedOverlap } from '../../lib/evaluation/ranking/metrics/rank-biased-overlap';
import { jaccardAt, kendallTau, overlapAt } from '../../lib/experiments/shadow/list-agreement';
import { mcnemar } from '../../lib/experiments/shadow/mcnemar';
import { kolmogorovSmirnov, populationStability } from '../../lib/experiments/shadow/score-drift';
import { golden, near } from '../fixtures/golden-experiments';

const { live, shadow, ...expected } = golden.shadow;

test('golden shadow: lists', () => {
  for (const [k, share] of Object.entries<number>(expected.overlapAt))
    near(overlapAt(live, shadow, Number(k)), share);
  near(jaccardAt(live, shadow, 10), expected.jaccardAt10);
  near(kendallTau(live, shadow), expected.kendallTauOnShared);
  for (const [p, value] of Object.entries<number>(expected.rboExt)) {
    near(rankBiasedOverlap<string>(live, shadow, Number(p)), value, `rbo ${p}`);
  }
  assert.equal(kendallTau(['a', 'b', 'c'], ['c', 'b', 'a']), -1);
  assert.ok(Number.isNaN(kendallTau(['a'], ['a'])));
});

test('golden shadow: McNemar', () => {
  const { table, exactP, chi2P } = expected.mcnemar;
  const result = mcnemar({ onlyLive: table[0][1], onlyShadow: table[1][0] });
  near(result.exactP, exactP);
  near(result.chiSquareP, chi2P);
  assert.deepEqual(mcnemar({ onlyLive: 0, onlyShadow: 0 }), { exactP: 1, chiSquareP: 1 });
});

test('golden shadow: drift of scores', () => {
  near(populationStability(expected.psi.live, expected.psi.shadow), expected.psi.value);
  const { a, b, d, p } = expected.ks;
  const result = kolmogorovSmirnov(Object.freeze(a), Object.freeze(b));
  near(result.d, d);
  near(result.p, p);
  assert.equal(populationStability([1, 1], [2, 0]), Infinity);
  assert.equal(populationStability([0, 1], [0, 5]), 0);
});

test('Kolmogorov-Smirnov: the exact p-value and the limit agree for many values', () => {
  // 100 against 100 is exact; the same shift of 101 against 101 is the limit.
  const p = (n: number) => {
    const a = Array.from({ length: n }, (_, i) => i / n);
    return kolmogorovSmirnov(
      a,
      a.map((x) => x + 0.15 + 1e-9),
    ).p;
  };
  assert.ok(Math.abs(p(100) - p(101)) < 0.05, `${p(100)} and ${p(101)}`);
  assert.equal(kolmogorovSmirnov([1, 2], [1, 2]).p, 1);
  near(kolmogorovSmirnov([1, 2], [3, 4]).p, 2 / 6);
});

test('bad input is refused by name', () => {
  assert.throws(() => overlapAt(['a'], ['a'], 0), /overlapAt: k must be a positive whole number, got 0/);
  assert.throws(() => populationStability([1], [1, 2]), /must have the same bins, got 1 and 2/);
  assert.throws(() => populationStability([0, 0], [1, 2]), /live must be counts of at least 0/);
  assert.throws(() => kolmogorovSmirnov([], [1]), /kolmogorovSmirnov: a must be finite numbers, got none/);
  assert.throws(() => mcnemar({ onlyLive: 1.5, onlyShadow: 0 }), /onlyLive must be a whole number/);
});
