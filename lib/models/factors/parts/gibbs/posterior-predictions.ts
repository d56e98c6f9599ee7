/** Predictions from kept samples: the mean of w + a_u + b_i + p_u · q_i over the samples, and its terms. */
import type { ItemIndex } from '../../../../core/ids';
import { BestRows } from '../../../../math/wasm/best-rows';
import type { AskedItem, AskedUser } from '../../../../recommender/asked-user';
import type { Term } from '../../../../recommender/explanation';
import type { ManyUsers, NearForAll } from '../../../../recommender/near-for-all';
import type { VisitorScores } from '../../../../recommender/visitor';
import { type KnownUser, termsOfUser, userRow } from './fold-in-samples';
import { type PosteriorSamples, typicalRow } from './posterior-samples';
import { predictiveDistributions } from './predictive-distribution';

/** A row of a factor table: the factors of all samples, one after the other, from `start` on, and the mean bias. */
interface Row {
  readonly factors: Float32Array;
  readonly start: number;
  readonly bias: number;
}

export class PosteriorPredictions {
  readonly #kept: PosteriorSamples;
  /** S · f. */
  readonly #width: number;
  /** w. */
  readonly #level: number;
  /** a_u and b_i. Float64 [users], [items]. */
  readonly #userBias: Float64Array;
  readonly #itemBias: Float64Array;
  readonly #typicalUser: Row;
  readonly #typicalItem: Row;

  constructor(kept: PosteriorSamples) {
    const { samples, factors } = kept;
    this.#kept = kept;
    this.#width = samples * factors;
    this.#level = meanOf(kept.levels);
    this.#userBias = rowMeans(kept.userBiases, samples);
    this.#itemBias = rowMeans(kept.itemBiases, samples);
    const typical = (table: Float32Array): Row => {
      const row = typicalRow(table, factors);
      return { factors: row.factors, start: 0, bias: meanOf(row.biases) };
    };
    this.#typicalUser = typical(kept.typicalUser);
    this.#typicalItem = typical(kept.typicalItem);
  }

  /** r̂, unclipped. Cost: O(S · f). */
  estimate(user: AskedUser, item: AskedItem): number {
    return this.#score(this.#userRow(user), this.#itemRow(item));
  }

  /** The terms of `estimate`: the level, the biases, and the products of each factor, all averaged. */
  termsOf(user: AskedUser, item: AskedItem): Term[] {
    const { samples, factors } = this.#kept;
    const [p, q] = [this.#userRow(user), this.#itemRow(item)];
    const products = Array.from({ length: factors }, (_, factor): Term => {
      let sum = 0;
      for (let n = factor; n < this.#width; n += factors)
        sum += p.factors[p.start + n] * q.factors[q.start + n];
      return { kind: 'factor', factor, value: sum / samples };
    });
    return [
      { kind: 'mean', value: this.#level },
      { kind: 'userBias', value: p.bias },
      { kind: 'itemBias', value: q.bias },
      ...products,
    ];
  }

  /**
   * The items that may be among the best for many users: the samples side by side are one factor model with S · f factors.
   * @param extra what is added to all scores of a user
   */
  nearForAll({ users, wanted, allowed, seen }: ManyUsers, extra: number): NearForAll | undefined {
    const { samples, itemFactors } = this.#kept;
    const width = this.#width;
    const itemBias = this.#itemBias;
    if (!BestRows.fits(itemBias.length, width + 1, wanted)) return undefined;
    const fill = (row: Float64Array, item: number) => {
      row.set(itemFactors.subarray(item * width, (item + 1) * width));
      row[width] = itemBias[item];
    };
    const table = new BestRows(itemBias.length, width + 1, fill, allowed);
    const ask = (row: Float64Array, place: number) => {
      const { factors, start } = this.#userRow(users[place]);
      row.set(factors.subarray(start, start + width));
      row[width] = samples;
    };
    // What rounding does to a score in 64 bits, besides that to the product.
    const constant = this.#userBias.reduce((most, bias) => Math.max(most, Math.abs(bias)), 0);
    const noise = samples * (width + 5) * 2 ** -53 * (Math.abs(this.#level) + constant + Math.abs(extra));
    return table.find({ count: users.length, fill: ask, without: seen }, wanted, noise);
  }

  /** The scores of a visitor. */
  foldIn(visitor: KnownUser, idOf: (item: ItemIndex) => Term['item']): VisitorScores {
    const { factors, biases } = userRow(this.#kept, visitor);
    const own = { factors, start: 0, bias: meanOf(biases) };
    let distributions: ReturnType<typeof predictiveDistributions> | undefined; // most visitors don't ask
    return {
      scores: this.#itemBias.map((_, item) => this.#score(own, this.#itemRow(item as ItemIndex))),
      unknownItem: this.#score(own, this.#typicalItem),
      terms: (item) => termsOfUser(this.#kept, visitor, item, idOf),
      distributionOf: (item) => {
        distributions ??= predictiveDistributions(this.#kept, visitor);
        return distributions(item);
      },
    };
  }

  #userRow(user: AskedUser): Row {
    if (user === undefined) return this.#typicalUser;
    return { factors: this.#kept.userFactors, start: user * this.#width, bias: this.#userBias[user] };
  }

  #itemRow(item: AskedItem): Row {
    if (item === undefined) return this.#typicalItem;
    return { factors: this.#kept.itemFactors, start: item * this.#width, bias: this.#itemBias[item] };
  }

  #score(p: Row, q: Row): number {
    let sum = 0;
    for (let n = 0; n < this.#width; n++) sum += p.factors[p.start + n] * q.factors[q.start + n];
    return this.#level + p.bias + q.bias + sum / this.#kept.samples;
  }
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n];
  return sum / values.length;
}

/** The mean of each row of a table. Float64 [rows]. */
function rowMeans(table: Float32Array, width: number): Float64Array {
  const count = table.length / width;
  return Float64Array.from({ length: count }, (_, row) =>
    meanOf(table.subarray(row * width, (row + 1) * width)),
  );
}
