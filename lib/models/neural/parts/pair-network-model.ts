/**
 * The base class of MLP and NeuMF: a fitted network that scores pairs of rows. Where a row has learned nothing, for an
 * unknown user or one without a positive, the mean row of the others stands in.
 *
 * Visitors can't be folded in, and ratings can't be learned later: both would need gradient steps through all layers, in
 * which the user's row has more than one best place. Fit again, or use GMF. Neither can it explain a score: after the hidden
 * layers, it is not a sum of terms.
 */
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { OptionSet } from '../../../core/options';
import { BaseModel } from '../../../recommender/base-model';
import { type Capabilities, capabilities } from '../../../recommender/capabilities';
import type { TrainSummary } from '../../../recommender/train-summary';
import type { Learned } from './learn-pairs';
import { NetworkScores } from './network-scores';
import { layerSizes, type NetworkShape, type NetworkWeights, outputSize, widthOf } from './pair-network';

export abstract class PairNetworkModel<
  Options extends { readonly task: 'lists' | 'ratings' },
> extends BaseModel<Options, NetworkWeights> {
  readonly can: Capabilities;
  #scores: { readonly weights: NetworkWeights; readonly scores: NetworkScores } | undefined;

  constructor(declared: OptionSet<Options>, given: Partial<Options>) {
    super(declared, given);
    const rates = this.options.task === 'ratings';
    this.can = capabilities({
      rates,
      unknownUsers: 'unpersonalized',
      unknownItems: rates ? 'unpersonalized' : 'refused',
      similarItems: true,
      similarUsers: true,
      withoutTrain: 'users',
    });
  }

  protected abstract get shape(): NetworkShape;

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    const { can, summary } = this;
    if (item === undefined && !can.rates) return Number.NaN;
    const score = this.#scoresOf().scoreOf(user ?? summary.userCount, item ?? summary.itemCount);
    return can.rates ? summary.mean + score : score;
  }

  protected override shapes({ userCount, itemCount }: TrainSummary) {
    const { shape } = this;
    const width = widthOf(shape);
    return {
      users: (userCount + 1) * width,
      items: (itemCount + 1) * width,
      layers: layerSizes(shape).reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0),
      output: outputSize(shape),
    };
  }

  protected override float32Arrays() {
    return ['users', 'items', 'layers', 'output'];
  }

  protected override similaritiesTo(item: ItemIndex): Float64Array {
    return cosineToRows(this.state.items, this.summary.itemCount, widthOf(this.shape), item);
  }

  protected override similaritiesToUser(user: UserIndex): Float64Array {
    return cosineToRows(this.state.users, this.summary.userCount, widthOf(this.shape), user);
  }

  /** Made once for each fit. */
  #scoresOf(): NetworkScores {
    const { state } = this;
    if (this.#scores?.weights !== state)
      this.#scores = { weights: state, scores: new NetworkScores(this.shape, state) };
    return this.#scores.scores;
  }
}

/** The weights with one more row for each table, the mean of those that learned something; it also replaces the others. */
export function withMeanRows(
  { weights, userCounts, itemCounts }: Learned,
  shape: NetworkShape,
): NetworkWeights {
  const width = widthOf(shape);
  const extended = (table: Float32Array, counts: Int32Array) => {
    const mean = new Float64Array(width);
    let learned = 0;
    for (let row = 0; row < counts.length; row++) {
      if (counts[row] === 0) continue;
      learned++;
      for (let k = 0; k < width; k++) mean[k] += (table[row * width + k] - mean[k]) / learned;
    }
    const rows = new Float32Array(table.length + width);
    rows.set(table);
    rows.set(mean, table.length);
    for (let row = 0; row < counts.length; row++) if (counts[row] === 0) rows.set(mean, row * width);
    return rows;
  };
  return {
    ...weights,
    users: extended(weights.users, userCounts),
    items: extended(weights.items, itemCounts),
  };
}

/** Cosine of a row with each of the first `count`, without the biases; NaN if either has only zeros. */
function cosineToRows(table: Float32Array, count: number, width: number, row: number): Float64Array {
  return Float64Array.from({ length: count }, (_, other) => {
    let [product, own, its] = [0, 0, 0];
    for (let k = 0; k < width - 1; k++) {
      const [a, b] = [table[row * width + k], table[other * width + k]];
      product += a * b;
      own += a * a;
      its += b * b;
    }
    return own === 0 || its === 0 ? Number.NaN : product / Math.sqrt(own * its);
  });
}
