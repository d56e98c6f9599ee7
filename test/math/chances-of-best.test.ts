import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogitBetaBelief, NormalBelief, TBelief } from '../../lib/bandits/parts/belief';
import { chancesOfBest } from '../../lib/math/distributions/chances-of-best';
import { normalAbove } from '../../lib/math/distributions/normal';
import { gaussLegendre } from '../../lib/math/gauss-legendre';
import { pairNormal, pairSeed, pairUniform } from '../../lib/math/random/pair-noise';
import { RandomState } from '../../lib/math/random/random-state';

function close(actual: number, expected: number, tolerance: number, what = ''): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected}`);
}

test('Gauss-Legendre: polynomials of degree 2n − 1 exactly, and integrals up to each node', () => {
  const { nodes, weights, upTo } = gaussLegendre(5);
  for (let degree = 0; degree <= 9; degree++) {
    const sum = weights.reduce((total, weight, i) => total + weight * nodes[i] ** degree, 0);
    close(sum, degree % 2 === 0 ? 2 / (degree + 1) : 0, 1e-14, `degree ${degree}`);
  }
  for (let i = 0; i < 5; i++) {
    let sum = 0;
    for (let j = 0; j < 5; j++) sum += upTo[i * 5 + j] * nodes[j] ** 3;
    close(sum, (nodes[i] ** 4 - 1) / 4, 1e-14, `up to node ${i}`);
  }
  // Abramowitz and Stegun, table 25.4
  close(gaussLegendre(3).nodes[2], 0.774596669241483, 1e-14);
  close(gaussLegendre(3).weights[1], 0.888888888888889, 1e-14);
});

test('two variables: the chance has a closed form', () => {
  for (const [mean, s, mean2, s2] of [
    [0, 1, 0.3, 2],
    [5, 0.01, 5.001, 3],
    [-1, 1e-6, -1, 1],
    [0, 1, 30, 1],
  ]) {
    const chances = chancesOfBest([new NormalBelief(mean, s), new NormalBelief(mean2, s2)]);
    const first = normalAbove((mean2 - mean) / Math.hypot(s, s2));
    close(chances[0], first, 1e-10, `${mean} ± ${s} against ${mean2} ± ${s2}`);
    close(chances[1], 1 - first, 1e-10);
  }
  // X ~ Beta(a, 1) and Y ~ Beta(b, 1): P(X > Y) = a / (a + b)
  for (const [a, b] of [
    [1, 2],
    [0.05, 0.2],
    [300, 7],
  ]) {
    close(
      chancesOfBest([new LogitBetaBelief(a, 1), new LogitBetaBelief(b, 1)])[0],
      a / (a + b),
      1e-10,
      `${a}, ${b}`,
    );
  }
});

test('equal variables are equally likely; an only one is sure', () => {
  for (const belief of [
    new NormalBelief(3, 0),
    new NormalBelief(0, 0),
    new LogitBetaBelief(0.3, 9),
    new TBelief(1, 2, 1.5),
  ]) {
    for (const chance of chancesOfBest([belief, belief, belief])) close(chance, 1 / 3, 1e-9);
    assert.deepEqual([...chancesOfBest([belief])], [1]);
  }
  const many = Array.from({ length: 3000 }, () => new NormalBelief(1, 1));
  for (const chance of chancesOfBest(many)) close(chance, 1 / 3000, 1e-10);
});

test('peaks too narrow for their place are integrated, and values that are not finite are refused', () => {
  const [left, right] = chancesOfBest([new TBelief(1e9, 1e-9, 3), new LogitBetaBelief(1e40, 1)]);
  close(left + right, 1, 1e-9);
  const narrow = [new LogitBetaBelief(1e40, 1e38), new LogitBetaBelief(1e40, 1e38)];
  for (const chance of chancesOfBest(narrow)) assert.ok(chance >= 0 && chance <= 1);
  for (const belief of [
    new NormalBelief(Number.NaN, 1),
    new NormalBelief(Infinity, 1),
    new TBelief(0, Number.NaN, 1),
  ]) {
    assert.throws(() => chancesOfBest([new NormalBelief(0, 1), belief]), {
      name: 'OptionError',
      message: /^chancesOfBest: low, center and high must be finite numbers, got /,
    });
  }
});

test('chances are how often a draw is the largest, and a belief is distributed as it says', () => {
  const beliefs = [
    new TBelief(0, 1, 2),
    new TBelief(0.5, 0.2, 9),
    new NormalBelief(0.4, 0.7),
    new TBelief(-3, 3, 3),
  ];
  const chances = chancesOfBest(beliefs);
  const random = new RandomState(1);
  const counts = beliefs.map(() => 0);
  const below = beliefs.map(() => 0);
  const draws = 20_000;
  for (let n = 0; n < draws; n++) {
    const values = beliefs.map((belief) => belief.draw(random));
    counts[values.indexOf(Math.max(...values))]++;
    for (const [k, value] of values.entries()) below[k] += value < beliefs[k].center + 1 ? 1 : 0;
  }
  const error = (p: number) => 4 * Math.sqrt((p * (1 - p)) / draws);
  for (const [k, chance] of chances.entries()) {
    close(counts[k] / draws, chance, error(chance), `chance ${k}`);
    const p = beliefs[k].below(beliefs[k].center + 1);
    close(below[k] / draws, p, error(p), `below ${k}`);
  }
  close(
    chances.reduce((sum, chance) => sum + chance),
    1,
    1e-10,
  );
});

test('work is linear in the number of variables, whose scales may differ', () => {
  const random = new RandomState(2);
  const evaluations = (count: number, scale: () => number): number => {
    let calls = 0;
    class Counted extends NormalBelief {
      override density(x: number): number {
        calls++;
        return super.density(x);
      }
    }
    const chances = chancesOfBest(Array.from({ length: count }, () => new Counted(random.normal(), scale())));
    close(
      chances.reduce((sum, chance) => sum + chance),
      1,
      1e-9,
    );
    return calls / count;
  };
  const even = () => 1;
  assert.ok(evaluations(100, even) < 130);
  assert.ok(evaluations(3000, even) < 130);
  const uneven = () => 10 ** random.uniform(-3, 0);
  assert.ok(evaluations(100, uneven) < 400);
  assert.ok(evaluations(3000, uneven) < 400);
});

test('random numbers for pairs: seeds differ, numbers are spread evenly', () => {
  const seeds = new Set(Array.from({ length: 10_000 }, (_, n) => pairSeed(7, 0, n)));
  assert.equal(seeds.size, 10_000);
  const numbers = Array.from({ length: 10_000 }, (_, n) => pairUniform(3, n, 1));
  close(numbers.reduce((sum, x) => sum + x) / 10_000, 0.5, 4 * Math.sqrt(1 / 12 / 10_000));
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = numbers.filter((x) => Math.floor(10 * x) === tenth).length / 10_000;
    close(share, 0.1, 4 * Math.sqrt(0.09 / 10_000));
  }
  close(pairNormal(1, 2, 3), pairNormal(1, 2, 3), 0);
});
