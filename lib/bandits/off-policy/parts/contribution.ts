/**
 * What each round adds to a sum, some rounds at a time: writes the values of the rounds `from` to `to` − 1 into the first
 * places of `into`. So no estimator needs an array as long as the log, and all loops are plain ones over typed arrays.
 */
export type Contribution = (from: number, to: number, into: Float64Array) => void;

/** The numbers of a column as they are. */
export function column(values: Float64Array): Contribution {
  return (from, to, into) => {
    for (let n = from; n < to; n++) into[n - from] = values[n];
  };
}

/** The products of two columns, such as w r. */
export function product(a: Float64Array, b: Float64Array): Contribution {
  return (from, to, into) => {
    for (let n = from; n < to; n++) into[n - from] = a[n] * b[n];
  };
}

/** a + b c, such as Σₐ π(a | x) q̂(x, a) + w (r − q̂(x, a)). */
export function sumAndProduct(a: Float64Array, b: Float64Array, c: Float64Array): Contribution {
  return (from, to, into) => {
    for (let n = from; n < to; n++) into[n - from] = a[n] + b[n] * c[n];
  };
}

/** Whatever a function says of a round. */
export function each(value: (round: number) => number): Contribution {
  return (from, to, into) => {
    for (let n = from; n < to; n++) into[n - from] = value(n);
  };
}
