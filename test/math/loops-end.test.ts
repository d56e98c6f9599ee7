/** No function runs forever, whatever numbers it is given. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { test } from 'node:test';
import { bernoulliKL, klUpper } from '../../lib/bandits/policies/kl-ucb';
import { chancesOfBest } from '../../lib/math/distributions/chances-of-best';
import { devianceTerm } from '../../lib/math/distributions/log-gamma';
import { tCritical } from '../../lib/math/distributions/student-t';
import { NormalMixture } from '../../lib/math/random/normal-mixture';

test('distributions and bounds end for NaN, infinities, and numbers that are missing or negative', () => {
  const child = spawnSync(
    process.execPath,
    ['--require', 'tsx/cjs', path.join(__dirname, 'odd-numbers.ts')],
    {
      encoding: 'utf8',
      timeout: 240_000,
    },
  );
  assert.equal(child.status, 0, `${child.stdout.split('\n').slice(-2).join(' ')} ${child.stderr}`);
  assert.match(child.stdout, /klUpper/);
});

test('what has no answer is refused', () => {
  for (const [p, q] of [[Number.NaN, 0.5], [0.5, Number.NaN], [-0.1, 0.5], [0.5, 1.1], []] as number[][]) {
    const message = /^bernoulliKL: p and q must be numbers from 0 to 1, got /;
    assert.throws(() => bernoulliKL(p, q), { name: 'OptionError', message });
  }
  for (const [mean, radius] of [[Number.NaN, 1], [0.5, Number.NaN], [-1, 1], []] as number[][]) {
    const message = /^klUpper: mean must be a number of at least 0, and radius a number, got /;
    assert.throws(() => klUpper(mean, radius), { name: 'OptionError', message });
  }
  for (const df of [Number.NaN, 0, -1]) {
    const message = `tCritical: df must be a number above 0, got ${df}`;
    assert.throws(() => tCritical(0.05, df), { name: 'OptionError', message });
  }
  assert.equal(devianceTerm(0, 0), 0);
  assert.equal(devianceTerm(Number.NaN, 1), Number.NaN);
});

test('a mixture far from 0 has quantiles, though its deviation is lost beside its mean', () => {
  const quantile = new NormalMixture([1e20], [1]).quantile(0.1);
  assert.ok(Math.abs(quantile - 1e20) < 1e6);
});

test('variables without a place or a scale are refused', () => {
  const variable = { center: 0, scale: 1, low: -9, high: 9, density: () => 0.1, below: () => 0.5 };
  for (const wrong of [{ scale: 0 }, { scale: Number.NaN }, { center: Number.NaN }]) {
    const [[name]] = Object.entries(wrong);
    assert.throws(() => chancesOfBest([variable, { ...variable, ...wrong }]), {
      name: 'OptionError',
      message: new RegExp(`^chancesOfBest: .*${name}.* must be `),
    });
  }
});
