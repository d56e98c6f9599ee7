/** The mean of some results and how much they vary. */
export interface MeanAndSpread {
  readonly mean: number;
  /** Standard deviation, with n as the divisor as in NumPy's `std`; 0 for a single value. */
  readonly sd: number;
}

/** Mean and standard deviation; NaN for no values. */
export function meanAndSpread(values: readonly number[]): MeanAndSpread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance) };
}
