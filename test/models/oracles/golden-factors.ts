/** Surprise's start values and factors in the golden file, as tables by inner index. */
import { itemId, userId } from '../../../lib/core/ids';
import type { Interactions } from '../../../lib/data/table/interactions';
import { type GoldenAlgorithm, golden } from '../../fixtures/golden';
import type { OracleTables } from './sequential-sgd';

type ById = Readonly<Record<string, readonly number[]>>;

/** What the golden file has besides, for SVD and SVD++. */
export interface GoldenFactors extends GoldenAlgorithm {
  readonly init_pu: ById;
  readonly init_qi: ById;
  readonly init_yj?: ById;
  /** SVD only. */
  readonly pu?: ById;
}

/** All runs of one algorithm. */
export function goldenFactors(name: 'SVD' | 'SVDpp'): GoldenFactors[] {
  return golden().algorithms.filter((algorithm) => algorithm.name === name) as GoldenFactors[];
}

/** The start values of a run. */
export function startTables(train: Interactions, run: GoldenFactors): OracleTables {
  const factors = run.params.n_factors as number;
  return {
    factors,
    p: userTable(train, run.init_pu, factors),
    q: itemTable(train, run.init_qi, factors),
    y: itemTable(train, run.init_yj ?? {}, factors),
    bu: new Float64Array(train.userCount),
    bi: new Float64Array(train.itemCount),
  };
}

export function userTable(train: Interactions, rows: ById, factors: number): Float64Array {
  const table = new Float64Array(train.userCount * factors);
  for (const [id, row] of Object.entries(rows)) table.set(row, train.users.require(userId(id)) * factors);
  return table;
}

function itemTable(train: Interactions, rows: ById, factors: number): Float64Array {
  const table = new Float64Array(train.itemCount * factors);
  for (const [id, row] of Object.entries(rows)) table.set(row, train.items.require(itemId(id)) * factors);
  return table;
}
