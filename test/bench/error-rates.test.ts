import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorRates, errorRatesTable } from '../../scripts/bench/experiments/error-rates';
import { ExperimentWorld } from '../../scripts/bench/experiments/one-run';

// The same in a few seconds as `npm run bench -- --experiments` in some minutes; bounds are three standard errors wide.
const RUNS = 60;

test('error rates of a few simulated experiments are as they should be', () => {
  const rates = errorRates({ runs: RUNS, users: 400, seed: 1 });
  const share = (what: string) => {
    const found = rates.find((one) => one.what === what);
    assert.ok(found, what);
    return found.count / RUNS;
  };
  for (const fixed of rates.filter(({ expected }) => expected === 'about 5%')) {
    assert.ok(share(fixed.what) <= 0.14, `${fixed.what}: ${share(fixed.what)}`);
  }
  assert.ok(share('Welch at 100 looks: peeking') > 0.18);
  assert.ok(share('CTR, impressions as units: a mistake') > 0.1);
  assert.ok(share('always-valid, a look after every user') <= 0.05);
  for (const interval of rates.filter(({ group }) => group === 'intervals that hold the truth')) {
    assert.ok(share(interval.what) >= 0.86, `${interval.what}: ${share(interval.what)}`);
  }
  assert.ok(share('chi-square, healthy') <= 0.02);
  assert.match(errorRatesTable(rates), /\| A\/A false alarms \| Welch, clicks per user \| \d+\.\d% ± /);
});

test('the world of the measurement has the truth that it claims', () => {
  const world = new ExperimentWorld(false);
  const rows = Array.from({ length: 8 }, (_, seed) => world.run(2500, seed)).flat();
  const mean = (arm: number, value: (row: (typeof rows)[number]) => number) => {
    const some = rows.filter((row) => row.arm === arm);
    return some.reduce((sum, row) => sum + value(row), 0) / some.length;
  };
  const gain = (value: (row: (typeof rows)[number]) => number) => mean(1, value) - mean(0, value);
  assert.ok(Math.abs(gain(({ converted }) => Number(converted)) - world.truth.conversion) < 0.03);
  assert.ok(Math.abs(gain(({ clicks }) => clicks) - world.truth.clicksPerUser) < 0.2);
  assert.deepEqual(new ExperimentWorld(true).truth, { ctr: 0, clicksPerUser: 0, conversion: 0 });
});
