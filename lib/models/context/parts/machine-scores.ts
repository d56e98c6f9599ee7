/** Scores of a fitted factorization machine: b_u + b_i + b_c + p · q + p · c + q · c; see `machine-state.ts`. */
import type { ContextKind } from '../../../data/context/context-column';
import type { EncodedContext } from '../../../recommender/context-reader';
import type { MachineState } from './machine-state';

/** A user's part of a score. */
export interface UserPart {
  readonly bias: number;
  /** p. [samples · factors] */
  readonly factors: ArrayLike<number>;
}

/** A context's part of a score: `bias` for one sample is `biases[sample]`. */
export interface ContextPart {
  readonly biases: Float64Array;
  /** c. Float64 [samples · factors]. */
  readonly factors: Float64Array;
}

/** Where each context column's values are in the state, and the kinds of the columns. */
export interface ContextPlaces {
  readonly first: readonly number[];
  readonly isNumeric: readonly boolean[];
}

/** @param columns the columns in use, as `ContextReader.describe` gives them */
export function placesOf(
  columns: readonly { readonly kind: ContextKind; readonly categories: readonly string[] }[],
): ContextPlaces {
  let next = 0;
  const first = columns.map(({ kind, categories }) => {
    const place = next;
    next += kind === 'numeric' ? 1 : categories.length;
    return place;
  });
  return { first, isNumeric: columns.map(({ kind }) => kind === 'numeric') };
}

/** Row of a user in the tables; undefined is an unknown user. */
export function userPart(state: MachineState, user: number | undefined): UserPart {
  const { factors, samples, userFactors, userBias } = state;
  const row = user ?? userBias.length / samples - 1;
  const width = samples * factors;
  return {
    bias: sumOf(userBias, row * samples, samples),
    factors: userFactors.subarray(row * width, (row + 1) * width),
  };
}

/** The part of a context; without one, the mean over the train set. Cost: O(columns · samples · factors). */
export function contextPartOf(
  state: MachineState,
  { first, isNumeric }: ContextPlaces,
  context: EncodedContext | undefined,
): ContextPart {
  const { factors, samples, contextFactors, contextBias, contextCenter, contextScale } = state;
  const width = samples * factors;
  if (context === undefined) {
    const last = contextBias.length / samples - 1;
    return {
      biases: Float64Array.from(contextBias.subarray(last * samples)),
      factors: Float64Array.from(contextFactors.subarray(last * width)),
    };
  }
  const [biases, sums] = [new Float64Array(samples), new Float64Array(width)];
  for (let column = 0; column < first.length; column++) {
    const row = isNumeric[column] ? first[column] : first[column] + context[column];
    const x = isNumeric[column] ? (context[column] - contextCenter[column]) / contextScale[column] : 1;
    for (let sample = 0; sample < samples; sample++) {
      biases[sample] += x * contextBias[row * samples + sample];
      for (let at = sample * factors; at < (sample + 1) * factors; at++) {
        const value = x * contextFactors[row * width + at];
        biases[sample] += value * sums[at]; // with the columns before
        sums[at] += value;
      }
    }
  }
  return { biases, factors: sums };
}

/** A user in a context: score = `start` + b_i + `factors` · q. */
export interface Asked {
  readonly start: number;
  /** p + c. Float64 [samples · factors]. */
  readonly factors: Float64Array;
}

/** b_u + b_c + p · c, and p + c. */
export function askedIn({ bias, factors }: UserPart, context: ContextPart): Asked {
  const sums = context.factors.slice();
  let start = bias + sumOf(context.biases, 0, context.biases.length);
  for (let n = 0; n < sums.length; n++) {
    start += factors[n] * sums[n];
    sums[n] += factors[n];
  }
  return { start, factors: sums };
}

/** The score of an item; undefined is an unknown one. */
export function scoreOf(state: MachineState, { start, factors }: Asked, item: number | undefined): number {
  const { samples, itemFactors, itemBias } = state;
  const row = item ?? itemBias.length / samples - 1;
  let score = start;
  for (let n = 0; n < samples; n++) score += itemBias[row * samples + n];
  const at = row * factors.length;
  for (let n = 0; n < factors.length; n++) score += factors[n] * itemFactors[at + n];
  return score;
}

/** The scores of all items. Float64 [items]. */
export function scoresOfItems(state: MachineState, asked: Asked): Float64Array {
  const scores = new Float64Array(state.itemBias.length / state.samples - 1);
  for (let item = 0; item < scores.length; item++) scores[item] = scoreOf(state, asked, item);
  return scores;
}

export function sumOf(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let n = from; n < from + count; n++) sum += values[n];
  return sum;
}
