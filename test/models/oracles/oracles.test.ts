import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipToScale } from '../../../lib/core/rating-scale';
import { RandomState } from '../../../lib/math/random/random-state';
import { goldenTables } from '../../fixtures/golden';
import { type GoldenFactors, goldenFactors, startTables, userTable } from './golden-factors';
import { type OracleTables, oracleEstimate, svdOracle, svdPpOracle } from './sequential-sgd';

const { train, test: pairs } = goldenTables();

for (const run of [...goldenFactors('SVD'), ...goldenFactors('SVDpp')]) {
  const name = `${run.name} ${JSON.stringify(run.params)}`;

  test(`the oracle predicts what Surprise does, to 1e-6: ${name}`, () => {
    const tables = learnt(run);
    const biased = run.params.biased !== false;
    let worst = 0;
    for (let row = 0; row < pairs.length; row++) {
      const user = train.users.indexOf(pairs.users.idOf(pairs.userColumn[row]));
      const item = train.items.indexOf(pairs.items.idOf(pairs.itemColumn[row]));
      const known = user !== undefined && item !== undefined;
      assert.equal(run.impossible[row], !biased && !known);
      const score = oracleEstimate(train, tables, user, item) - (biased || !known ? 0 : train.mean);
      const rating = run.impossible[row] ? train.mean : clipToScale(train.scale, score);
      worst = Math.max(worst, Math.abs(rating - run.predictions[row]));
    }
    assert.ok(worst < 1e-6, `${worst}`);
    if (!run.pu) return;
    const pu = userTable(train, run.pu, tables.factors);
    for (let n = 0; n < pu.length; n++) assert.ok(Math.abs(tables.p[n] - pu[n]) < 1e-6);
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

function learnt(run: GoldenFactors): OracleTables {
  const tables = startTables(train, run);
  const options = {
    epochs: run.params.n_epochs as number,
    learningRate: run.params.lr_all as number,
    reg: run.params.reg_all as number,
    biased: run.params.biased !== false,
  };
  if (run.name === 'SVDpp') svdPpOracle(train, tables, options);
  else svdOracle(train, tables, options);
  return run.name === 'SVDpp' ? tables : { ...tables, y: undefined };
}
