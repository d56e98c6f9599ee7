/** Long tables of random numbers, drawn without keeping the event loop waiting. */
import type { RandomState } from './random-state';

/** Numbers between two calls of `breathe`: a few milliseconds. */
export const DRAWS = 200_000;

/** The same numbers as `random.normals`. `breathe` is called and awaited every few milliseconds. */
export function normalsInTurns(
  random: RandomState,
  { length, mean = 0, standardDeviation }: NormalNumbers,
  breathe: () => Promise<void>,
): Promise<Float64Array> {
  return inTurns(length, (count) => random.normals(count, mean, standardDeviation), breathe);
}

/** How many numbers, and of which normal distribution. */
export interface NormalNumbers {
  readonly length: number;
  /** Default 0. */
  readonly mean?: number;
  readonly standardDeviation: number;
}

/** The same numbers as `random.uniforms`, likewise. */
export function uniformsInTurns(
  random: RandomState,
  { length, low, high }: { readonly length: number; readonly low: number; readonly high: number },
  breathe: () => Promise<void>,
): Promise<Float64Array> {
  return inTurns(length, (count) => random.uniforms(count, low, high), breathe);
}

async function inTurns(
  length: number,
  draw: (count: number) => Float64Array,
  breathe: () => Promise<void>,
): Promise<Float64Array> {
  const values = new Float64Array(length);
  for (let from = 0; from < length; from += DRAWS) {
    values.set(draw(Math.min(DRAWS, length - from)), from);
    await breathe();
  }
  return values;
}
