/**
 * What a fitted factorization machine keeps: a row of factors and biases for each user, item and context value.
 *
 * All features of a user always occur together, so their contributions can be added up once. With p, b_u the sums of
 * a user's features, q, b_i those of an item's, c, b_c those of a context's (each bias with the products of pairs within
 * the same part),
 *
 *     score = b_u + b_i + b_c + p · q + p · c + q · c.
 *
 * The start (μ + w_0) is part of b_u. A Gibbs sampler gives S such machines, and the score is the mean of theirs. Their
 * factors are kept side by side, S · factors numbers per row, each divided by √S, and S biases, each divided by S: the
 * formula above is then the mean, because a sum of products over all S · factors columns is the mean of the S
 * products. The other solvers have S = 1.
 */
import type { Design, FeatureBlock } from './feature-blocks';
import { type Machine, partSquares, partSums } from './machine';
import type { ModelColumn } from './model-column';

/** Float32 tables, row by row; [rows, factors] stands for [rows, samples · factors], [rows] for [rows, samples]. */
export type MachineState = {
  readonly factors: number;
  readonly samples: number;
  /** p. The last row is an unknown user's. [users + 1, factors] */
  readonly userFactors: Float32Array;
  /** b_u. [users + 1] */
  readonly userBias: Float32Array;
  /** q. The last row is an unknown item's. [items + 1, factors] */
  readonly itemFactors: Float32Array;
  /** b_i. [items + 1] */
  readonly itemBias: Float32Array;
  /**
   * What 1 in each of the user's other columns adds to p: with side sums, each rated item, then each user feature.
   * [others, factors]
   */
  readonly otherFactors: Float32Array;
  /** Likewise to b_u. [others] */
  readonly otherBias: Float32Array;
  /** Each category's, or what 1 adds in a column of numbers; the last row is the train set's mean. [values + 1, factors] */
  readonly contextFactors: Float32Array;
  /** Likewise. [values + 1] */
  readonly contextBias: Float32Array;
  /** What is subtracted from a number in each column, and what it is divided by. Float64 [columns]. */
  readonly contextCenter: Float64Array;
  readonly contextScale: Float64Array;
  /** μ + w_0 of each sample. [1] */
  readonly start: Float32Array;
  /** 1/α of each sample: the variance of the noise. Not divided. Float32 [samples]. */
  readonly noise: Float32Array;
  /** Of a user's own factors and bias, in this order: mean and precision. Not divided. Float32 [samples · (factors + 1)]. */
  readonly ownMean: Float32Array;
  readonly ownPrecision: Float32Array;
};

/** From the units in which the solver computes to those of the scores. */
export interface Units {
  /** The score at target 0, and the difference in score per 1. */
  readonly center: number;
  readonly scale: number;
}

/** A normal distribution of users' own parameters, and the noise of ratings, in the solver's units. */
export interface OwnPrior {
  /** Precision of the noise. */
  readonly noise: number;
  /** Of the factors, then of the bias. [factors + 1] */
  readonly mean: ArrayLike<number>;
  readonly precision: ArrayLike<number>;
  /** What columns that don't occur get, by factor (the last is the bias) and column. */
  readonly unseen: (factor: number, column: number) => number;
}

/** Collects one machine, or several draws, as a state. */
export class StateBuilder {
  readonly state: MachineState;
  readonly #design: Design;
  readonly #units: Units;
  #next = 0;

  constructor(
    design: Design,
    context: readonly ModelColumn[],
    {
      factors,
      samples,
      units,
    }: {
      readonly factors: number;
      readonly samples: number;
      readonly units: Units;
    },
  ) {
    this.#design = design;
    this.#units = units;
    const [users, items] = design.blocks.map(({ counts }) => counts.length);
    const values = context.reduce((sum, { width }) => sum + width, 0);
    const floats = (rows: number) => new Float32Array(rows * samples);
    const others = design.blocks[0].byPart.columnCount - users;
    this.state = {
      factors,
      samples,
      userFactors: floats((users + 1) * factors),
      userBias: floats(users + 1),
      itemFactors: floats((items + 1) * factors),
      itemBias: floats(items + 1),
      otherFactors: floats(others * factors),
      otherBias: floats(others),
      contextFactors: floats((values + 1) * factors),
      contextBias: floats(values + 1),
      contextCenter: Float64Array.from(context, ({ center }) => center),
      contextScale: Float64Array.from(context, ({ scale }) => scale),
      start: floats(1),
      noise: floats(1),
      ownMean: floats(factors + 1),
      ownPrecision: floats(factors + 1),
    };
  }

  /** Adds a machine; `samples` must be added in all. Cost: O((entries + rows) · factors). */
  add(machine: Machine, prior: OwnPrior): void {
    const { state } = this;
    const { factors, samples } = state;
    const { center, scale } = this.#units;
    const [usersBlock, itemsBlock, ...contextBlocks] = this.#design.blocks;
    const sample = this.#next++;
    this.#fillUnseen(machine, prior);
    const start = center + scale * machine.w0;
    state.start[sample] = start / samples;
    const put = (
      name: 'user' | 'item' | 'other' | 'context',
      row: number,
      bias: number,
      of: (f: number) => number,
    ) => {
      state[`${name}Bias`][row * samples + sample] = bias / samples;
      const table = state[`${name}Factors`];
      const at = (row * samples + sample) * factors;
      for (let f = 0; f < factors; f++) table[at + f] = of(f) * Math.sqrt(scale / samples);
    };
    for (const [name, block, first] of [
      ['user', usersBlock, start],
      ['item', itemsBlock, 0],
    ] as const) {
      const { bias, sums } = aggregated(block, machine);
      const rows = block.counts.length;
      for (let row = 0; row < rows; row++) put(name, row, first + scale * bias[row], (f) => sums[f][row]);
      const unknown = (f: number) => prior.unseen(f, block.first);
      put(name, rows, first + scale * unknown(factors), unknown);
    }
    const others = state.otherBias.length / samples;
    const firstOther = usersBlock.first + usersBlock.counts.length;
    for (let other = 0; other < others; other++) {
      put('other', other, scale * machine.w[firstOther + other], (f) => machine.V[f][firstOther + other]);
    }
    const firstValue = itemsBlock.first + itemsBlock.byPart.columnCount;
    const values = state.contextBias.length / samples - 1;
    for (let value = 0; value < values; value++) {
      put('context', value, scale * machine.w[firstValue + value], (f) => machine.V[f][firstValue + value]);
    }
    const mean = meanContext(contextBlocks, machine, this.#design.targets.length);
    put('context', values, scale * mean.bias, (f) => mean.factors[f]);
    state.noise[sample] = scale ** 2 / prior.noise;
    for (let f = 0; f <= factors; f++) {
      const unit = f === factors ? scale : Math.sqrt(scale);
      state.ownMean[sample * (factors + 1) + f] = prior.mean[f] * unit;
      state.ownPrecision[sample * (factors + 1) + f] = prior.precision[f] / unit ** 2;
    }
  }

  /** Columns that don't occur have learned nothing; they get what is expected of any column of their group. */
  #fillUnseen({ w, V, factors }: Machine, { unseen }: OwnPrior): void {
    const { occurs, columns } = this.#design;
    for (let column = 0; column < columns; column++) {
      if (occurs[column]) continue;
      w[column] = unseen(factors, column);
      for (let f = 0; f < factors; f++) V[f][column] = unseen(f, column);
    }
  }
}

/** Σ w_j x_j plus the products of pairs within each part of a block, and Σ v_jf x_j for each factor. */
function aggregated(block: FeatureBlock, { w, V }: Machine): { bias: Float64Array; sums: Float64Array[] } {
  const bias = partSums(block, w);
  const sums = V.map((v) => partSums(block, v));
  for (const [f, v] of V.entries()) {
    const squares = partSquares(block, v);
    for (let part = 0; part < bias.length; part++) bias[part] += (sums[f][part] ** 2 - squares[part]) / 2;
  }
  return { bias, sums };
}

/** The mean of c and b_c over the ratings. */
function meanContext(blocks: readonly FeatureBlock[], machine: Machine, ratings: number) {
  const parts = blocks.map((block) => aggregated(block, machine));
  let bias = 0;
  for (const [b, { counts }] of blocks.entries()) {
    for (let part = 0; part < counts.length; part++) bias += (counts[part] / ratings) * parts[b].bias[part];
  }
  const factors = machine.V.map((_, f) => {
    let mean = 0;
    for (const [b, { counts }] of blocks.entries()) {
      for (let part = 0; part < counts.length; part++)
        mean += (counts[part] / ratings) * parts[b].sums[f][part];
    }
    if (blocks.length < 2) return mean;
    for (let row = 0; row < ratings; row++) {
      let [sum, squares] = [0, 0];
      for (let b = 0; b < blocks.length; b++) {
        const value = parts[b].sums[f][blocks[b].partOf[row]];
        sum += value;
        squares += value * value;
      }
      bias += (sum * sum - squares) / 2 / ratings;
    }
    return mean;
  });
  return { bias, factors };
}
