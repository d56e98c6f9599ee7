import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipToScale } from '../../../lib/core/rating-scale';
import { RandomState } from '../../../lib/math/random/random-state';
import { plainSVD } from '../../../lib/models/factors/plain/plain-svd';
import { goldenTables } from '../../fixtures/golden';
import { type GoldenFactors, goldenFactors, startTables, userTable } from './golden-factors';
import { oracleEstimate, svdPpOracle } from './sequential-sgd';

const { train, test: pairs } = goldenTables();

test("some of SVD's runs have their factors recorded", () => {
  assert.ok(goldenFactors('SVD').some(({ pu }) => pu));
});

for (const run of [...goldenFactors('SVD'), ...goldenFactors('SVDpp')]) {
  const name = `${run.name} ${JSON.stringify(run.params)}`;

  test(`${run.name === 'SVD' ? 'plain SVD' : 'the oracle'} predicts what Surprise does, to 1e-6: ${name}`, () => {
    const { estimate, p } = learned(run);
    const biased = run.params.biased !== false;
    let worst = 0;
    for (let row = 0; row < pairs.length; row++) {
      const user = train.users.indexOf(pairs.users.idOf(pairs.userColumn[row]));
      const item = train.items.indexOf(pairs.items.idOf(pairs.itemColumn[row]));
      const known = user !== undefined && item !== undefined;
      assert.equal(run.impossible[row], !biased && !known);
      const rating = run.impossible[row] ? train.mean : clipToScale(train.scale, estimate(user, item));
      worst = Math.max(worst, Math.abs(rating - run.predictions[row]));
    }
    assert.ok(worst < 1e-6, `${worst}`);
    if (!run.pu) return;
    const pu = userTable(train, run.pu, run.params.n_factors as number);
    for (let n = 0; n < pu.length; n++) assert.ok(Math.abs(p[n] - pu[n]) < 1e-6);
  });

  test(`its start values are those of the seed, P before Q before Y: ${name}`, () => {
    const start = startTables(train, run);
    const random = new RandomState(0);
    for (const table of [start.p, start.q, ...(run.init_yj ? [start.y] : [])]) {
      const drawn = random.normals(table.length, 0, 0.1);
      for (let n = 0; n < table.length; n++) assert.ok(Math.abs(drawn[n] - table[n]) < 1e-12);
    }
  });
}

interface Learned {
  readonly estimate: (user: number | undefined, item: number | undefined) => number;
  /** Of all users, one behind the other. */
  readonly p: ArrayLike<number>;
}

function learned(run: GoldenFactors): Learned {
  const options = {
    epochs: run.params.n_epochs as number,
    learningRate: run.params.lr_all as number,
    reg: run.params.reg_all as number,
  };
  if (run.name === 'SVD') {
    const factors = run.params.n_factors as number;
    const { estimate, p } = plainSVD(train, { ...options, factors, biased: run.params.biased !== false });
    return { estimate, p: p.flatMap((row) => [...row]) };
  }
  const tables = startTables(train, run);
  svdPpOracle(train, tables, options);
  return { estimate: (user, item) => oracleEstimate(train, tables, user, item), p: tables.p };
}
