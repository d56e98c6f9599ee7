import { OptionError } from '../../core/errors';

/** How values are binned. Only the first one given of `edges`, `binSize` and `bins` is used. */
export interface BinOptions {
  /**
   * The number of bins of equal width (on a log axis: of equal ratio). Default 40. Integers may get fewer: each bin
   * then covers the same number of integers (on a log axis at least one), so that no bin is empty or low only because
   * of its position; edges are at halves.
   */
  readonly bins?: number;
  /** Bin width; the first bin starts at a multiple of it. */
  readonly binSize?: number;
  /** The edges, in increasing order. */
  readonly edges?: readonly number[];
  /** Bins of equal ratio for a logarithmic axis; all values must be above 0. */
  readonly logX?: boolean;
}

/**
 * Edges (one more than counts) and counts. Bin i holds edges[i] <= value < edges[i + 1]; the last one includes its
 * upper edge.
 */
export interface Bins {
  readonly edges: number[];
  readonly counts: number[];
}

/** Counts values by bin. Values outside the given `edges` throw an `OptionError` instead of being silently dropped. */
export function binValues(values: ArrayLike<number>, options: BinOptions = {}): Bins {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new OptionError(`histogram: values must be finite numbers, but values[${i}] is ${values[i]}`);
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  if (values.length === 0) throw new OptionError('histogram: values must not be empty');
  if (options.logX && low <= 0)
    throw new OptionError(`histogram: logX requires values above 0, but the lowest is ${low}`);
  const edges = edgesOf(low, high, Array.from(values).every(Number.isInteger), options);
  const last = edges.length - 1;
  if (options.edges && (low + beside(low) < edges[0] || high - beside(high) > edges[last])) {
    throw new OptionError(
      `histogram: edges go from ${edges[0]} to ${edges[last]}, but the values go from ${low} to ${high}`,
    );
  }
  const counts = new Array<number>(last).fill(0);
  for (let i = 0; i < values.length; i++) counts[binOf(values[i], edges)]++;
  return { edges, counts };
}

function edgesOf(
  low: number,
  high: number,
  whole: boolean,
  { edges, binSize, bins = 40, logX }: BinOptions,
): number[] {
  if (edges) {
    if (edges.length < 2 || edges.some((edge, i) => i > 0 && !(edge > edges[i - 1]))) {
      throw new OptionError(
        `histogram: edges must be at least two increasing numbers, got [${edges.join(', ')}]`,
      );
    }
    return [...edges];
  }
  if (binSize !== undefined) {
    if (!(binSize > 0)) throw new OptionError(`histogram: binSize must be above 0, got ${binSize}`);
    const place = (value: number) => Math.floor((value + beside(value, binSize)) / binSize);
    const first = place(low);
    const count = place(high) - first + 1;
    if (count > 10_000)
      throw new OptionError(
        `histogram: binSize ${binSize} would make ${count} bins, at most 10000 are allowed`,
      );
    return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * binSize).toPrecision(12)));
  }
  if (!Number.isInteger(bins) || bins < 1 || bins > 10_000) {
    throw new OptionError(`histogram: bins must be a whole number from 1 to 10000, got ${bins}`);
  }
  if (whole) return wholeEdges(low, high, bins, logX);
  // If all values are the same, the bin still needs a width.
  const [from, to] = low < high ? [low, high] : logX ? [low / 2, low * 2] : [low - 0.5, low + 0.5];
  const at = (share: number) => (logX ? from * (to / from) ** share : from + (to - from) * share);
  // The outer edges exactly, because rounding could exclude the extreme values.
  return Array.from({ length: bins + 1 }, (_, i) => (i === 0 ? from : i === bins ? to : at(i / bins)));
}

/** Edges at halves, so that integers lie inside their bins. */
function wholeEdges(low: number, high: number, bins: number, logX: boolean | undefined): number[] {
  const end = high + 1;
  if (!logX) {
    const width = Math.ceil((end - low) / bins);
    return Array.from({ length: Math.ceil((end - low) / width) + 1 }, (_, i) => low + i * width - 0.5);
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => Math.round(low * (end / low) ** (i / bins)) - 0.5);
  return edges.filter((edge, i) => i === 0 || edge > edges[i - 1]);
}

/**
 * How far a value may have been rounded: 32 bits store 0.7 as 0.69999998807, and 3 · 0.1 is more than 0.3. At most a
 * thousandth of a bin, so that large integers stay in their own bins.
 */
function beside(value: number, width = Number.POSITIVE_INFINITY): number {
  return Number.isInteger(value) ? 0 : Math.min(Math.abs(value) * 2 ** -24, width / 1000);
}

/** Finds a value's bin by bisection; the last bin includes its upper edge. */
function binOf(value: number, edges: readonly number[]): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= value + beside(value, edges[middle + 1] - edges[middle])) low = middle;
    else high = middle - 1;
  }
  return low;
}
