/**
 * What ImplicitALS and BPR have in common: once learnt, they are tables of factors (`factor-state.ts`), and
 *
 *     score_ui = b_i + p_u · q_i,
 *
 * with or without b_i, only ranks.
 */
import type { ItemIndex, UserIndex } from '../core/ids';
import { BaseModel } from './base-model';
import { capabilities } from './capabilities';
import { cosineToItems, estimateRating, type FactorState } from './factor-state';
import type { Capabilities } from './model';

export abstract class FactorRanker<Options extends object> extends BaseModel<Options, FactorState> {
  readonly can: Capabilities;

  /** @param unknownUsers `unpersonalised` with b_i, by which they get a list; else `refused` */
  constructor(
    name: string,
    options: Readonly<Options> & Readonly<Record<string, unknown>>,
    unknownUsers: Capabilities['unknownUsers'],
  ) {
    super(name, options);
    this.can = capabilities({ rates: false, unknownUsers, similarItems: true });
  }

  protected estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    return item === undefined ? Number.NaN : estimateRating(this.state, 0, user, item);
  }

  protected override similaritiesTo(item: ItemIndex): Float64Array {
    return cosineToItems(this.state, item);
  }
}
