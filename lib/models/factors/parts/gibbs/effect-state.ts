/** The context effects of a fitted model: what a context adds to a rating. */
import type { EncodedContext } from '../../../../recommender/context-reader';
import type { ContextEffects } from './context-effects';

/** The values of each column, and their effects; empty arrays if the model has none. */
export type EffectState = {
  /** The values of column n are at `effectOffsets[n]` to `effectOffsets[n + 1] - 1`. Int32 [columns + 1]. */
  readonly effectOffsets: Int32Array;
  /** Ascending for each column. Float64 [groups]. */
  readonly effectValues: Float64Array;
  /** The mean effect over the samples, in units of the ratings. Float32 [groups]. */
  readonly effectMeans: Float32Array;
};

export const NO_EFFECTS: EffectState = {
  effectOffsets: new Int32Array(0),
  effectValues: new Float64Array(0),
  effectMeans: new Float32Array(0),
};

/** Averages the effects over the samples. */
export class EffectCollector {
  readonly #sums: readonly Float64Array[];
  #samples = 0;

  constructor(readonly effects: ContextEffects) {
    this.#sums = effects.columns.map(({ values }) => new Float64Array(values.length));
  }

  add(): void {
    this.#samples++;
    for (const [n, { means }] of this.effects.columns.entries()) {
      for (let c = 0; c < means.length; c++) this.#sums[n][c] += means[c];
    }
  }

  /** @param unit the standard deviation of the ratings */
  state(unit: number): EffectState {
    const { columns } = this.effects;
    const effectOffsets = new Int32Array(columns.length + 1);
    for (const [n, { values }] of columns.entries()) effectOffsets[n + 1] = effectOffsets[n] + values.length;
    const groups = effectOffsets[columns.length];
    const [effectValues, effectMeans] = [new Float64Array(groups), new Float32Array(groups)];
    for (const [n, { values }] of columns.entries()) {
      effectValues.set(values, effectOffsets[n]);
      effectMeans.set(
        this.#sums[n].map((sum) => (unit * sum) / this.#samples),
        effectOffsets[n],
      );
    }
    return { effectOffsets, effectValues, effectMeans };
  }
}

/** The effect of a value of column n; 0 for a value that isn't in the train set. Cost: O(log groups). */
export function effectOf(
  { effectOffsets, effectValues, effectMeans }: EffectState,
  n: number,
  value: number,
) {
  let low = effectOffsets[n];
  let high = effectOffsets[n + 1]; // the first place above the value
  while (low < high) {
    const middle = (low + high) >> 1;
    if (effectValues[middle] > value) high = middle;
    else low = middle + 1;
  }
  const found = high > effectOffsets[n] && effectValues[high - 1] === value;
  return found ? effectMeans[high - 1] : 0;
}

/** What a context adds to a rating: the sum over the columns; nothing without a context. */
export function effectOfContext(state: EffectState, context: EncodedContext | undefined): number {
  let sum = 0;
  if (context !== undefined) for (let n = 0; n < context.length; n++) sum += effectOf(state, n, context[n]);
  return sum;
}
