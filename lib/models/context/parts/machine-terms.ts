/**
 * The terms of a factorization machine's score. With own factors v, and v_j of the rated items and the user's features,
 * the user's part is p = v + Σ_j x_j v_j, so
 *
 *     score = μ + (b_u − μ) + b_i + Σ_f v_f q_f + Σ_j x_j v_j · q + Σ_c (effect of the value in context column c).
 *
 * The effect of a context value is its bias and its products with p, with q, and with the values of the columns before.
 */
import type { EncodedContext } from '../../../recommender/context-reader';
import type { Term } from '../../../recommender/explanation';
import { type ContextPart, type ContextPlaces, contextPartOf, sumOf, type UserPart } from './machine-scores';
import type { MachineState } from './machine-state';
import type { UserColumn } from './user-columns';

/** What is explained. */
export interface Explained {
  readonly user: UserPart;
  /** The user's columns other than the id; undefined for an unknown user. */
  readonly columns: readonly UserColumn[] | undefined;
  readonly item: number | undefined;
  readonly context: EncodedContext | undefined;
}

/** Names for the terms. */
export interface TermNames {
  /** `device: phone`. */
  readonly contextValue: (column: number, value: number) => string;
  /** μ; 0 if scores only rank. */
  readonly mean: number;
}

export function machineTerms(
  state: MachineState,
  places: ContextPlaces,
  { user, columns, item, context }: Explained,
  { contextValue, mean }: TermNames,
): Term[] {
  const { factors, samples, itemFactors, itemBias } = state;
  const width = samples * factors;
  const row = item ?? itemBias.length / samples - 1;
  const q = itemFactors.subarray(row * width, (row + 1) * width);
  const start: Term[] = mean === 0 ? [] : [{ kind: 'mean', value: mean }];
  const terms: Term[] = [
    ...start,
    { kind: columns ? 'userBias' : 'prior', value: user.bias - mean },
    { kind: 'itemBias', value: sumOf(itemBias, row * samples, samples) },
  ];
  const own = Float64Array.from(user.factors);
  for (const { column, x, is } of columns ?? []) {
    let value = 0;
    for (let at = 0; at < width; at++) {
      const part = x * state.otherFactors[column * width + at];
      own[at] -= part;
      value += part * q[at];
    }
    terms.push({ ...is, value });
  }
  const ofFactors = new Float64Array(factors);
  for (let at = 0; at < width; at++) ofFactors[at % factors] += own[at] * q[at];
  ofFactors.forEach((value, factor) => {
    terms.push({ kind: 'factor', factor, value });
  });
  return [...terms, ...contextTerms(state, places, { user, q, context }, contextValue)];
}

function contextTerms(
  state: MachineState,
  places: ContextPlaces,
  {
    user,
    q,
    context,
  }: { readonly user: UserPart; readonly q: Float32Array; readonly context: EncodedContext | undefined },
  nameOf: (column: number, value: number) => string,
): Term[] {
  if (places.first.length === 0) return [];
  const effect = ({ biases, factors }: ContextPart) => {
    let value = sumOf(biases, 0, biases.length);
    for (let at = 0; at < factors.length; at++) value += factors[at] * (user.factors[at] + q[at]);
    return value;
  };
  if (context === undefined) {
    return [{ kind: 'context', feature: 'any', value: effect(contextPartOf(state, places, undefined)) }];
  }
  let before = 0;
  return places.first.map((_, column) => {
    const upTo = { first: places.first.slice(0, column + 1), isNumeric: places.isNumeric };
    const value = effect(contextPartOf(state, upTo, context));
    const term: Term = { kind: 'context', feature: nameOf(column, context[column]), value: value - before };
    before = value;
    return term;
  });
}
