/** Context columns in the form that a factorization machine computes with. */
import type { ContextColumn } from '../../../data/context/context-column';

/** A context column as the model uses it: categories, or numbers with a mean of 0 and a standard deviation of 1. */
export interface ModelColumn {
  readonly name: string;
  /** Number of categories; 1 for a column of numbers. */
  readonly width: number;
  /** Category or scaled number per train row. */
  readonly values: ArrayLike<number>;
  readonly isNumeric: boolean;
  /** What is subtracted from a number, and what it is then divided by; 0 and 1 for categories. */
  readonly center: number;
  readonly scale: number;
}

/** Scales a column of numbers; a constant one becomes 0. */
export function modelColumn(name: string, column: ContextColumn): ModelColumn {
  if (column.kind === 'categorical') {
    const { categories, codes } = column;
    return { name, width: categories.length, values: codes, isNumeric: false, center: 0, scale: 1 };
  }
  const { numbers } = column;
  const { mean: center, deviation } = meanAndDeviation(numbers);
  const scale = deviation || 1;
  const values = Float64Array.from(numbers, (value) => (value - center) / scale);
  return { name, width: 1, values, isNumeric: true, center, scale };
}

/** The mean, and the standard deviation around it with n in the denominator. */
export function meanAndDeviation(values: ArrayLike<number>): { mean: number; deviation: number } {
  let mean = 0;
  let square = 0;
  for (let n = 0; n < values.length; n++) mean += values[n] / values.length;
  for (let n = 0; n < values.length; n++) square += (values[n] - mean) ** 2 / values.length;
  return { mean, deviation: Math.sqrt(square) };
}

/** The block of a column: one part per category, or per distinct number. @returns with the part of each train row */
export function contextPart({ name, width, values, isNumeric }: ModelColumn) {
  const group = `context: ${name}`;
  if (!isNumeric) {
    const diagonal = Array.from({ length: width }, (_, code) => [code, code, 1] as const);
    return { partOf: Int32Array.from(values), columns: { name: group, count: width, entries: diagonal } };
  }
  const partOfNumber = new Map<number, number>();
  const partOf = Int32Array.from(values, (value) => {
    if (!partOfNumber.has(value)) partOfNumber.set(value, partOfNumber.size);
    return partOfNumber.get(value) as number;
  });
  const entries = Array.from(partOfNumber, ([value, part]) => [part, 0, value] as const);
  return { partOf, columns: { name: group, count: 1, entries } };
}
