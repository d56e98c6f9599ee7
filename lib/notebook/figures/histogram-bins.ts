import { OptionError } from '../../core/errors';

/** How values are sorted into bins. At most one of `edges`, `binSize` and `bins` is looked at, in this order. */
export interface BinOptions {
  /**
   * How many bins of equal width (on a log axis: of equal ratio). Default 40. Whole numbers may get fewer:
   * each bin then holds the same number of them, on a log axis at least one, so that no bin is empty or
   * low for its place alone; the bounds lie at halves.
   */
  readonly bins?: number;
  /** Their width; the first starts at a multiple of it. */
  readonly binSize?: number;
  /** Their bounds, rising. */
  readonly edges?: readonly number[];
  /** Bins of equal ratio for a logarithmic axis; all values must be above 0. */
  readonly logX?: boolean;
}

/** Bounds (one more than counts) and counts. Bin i holds edges[i] <= value < edges[i + 1], the last both. */
export interface Bins {
  readonly edges: number[];
  readonly counts: number[];
}

/** Counts values by bin. Values outside given `edges` are an `OptionError`, not dropped in silence. */
export function binValues(values: ArrayLike<number>, options: BinOptions = {}): Bins {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new OptionError(`histogram: values[${i}] is ${values[i]}`);
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  if (values.length === 0) throw new OptionError('histogram: values must not be empty');
  if (options.logX && low <= 0)
    throw new OptionError(`histogram: logX needs values above 0, the least is ${low}`);
  const edges = edgesOf(low, high, Array.from(values).every(Number.isInteger), options);
  const last = edges.length - 1;
  if (options.edges && (low + beside(low) < edges[0] || high - beside(high) > edges[last])) {
    throw new OptionError(
      `histogram: edges go from ${edges[0]} to ${edges[last]}, the values from ${low} to ${high}`,
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
        `histogram: edges must be at least two rising numbers, got [${edges.join(', ')}]`,
      );
    }
    return [...edges];
  }
  if (binSize !== undefined) {
    if (!(binSize > 0)) throw new OptionError(`histogram: binSize must be above 0, got ${binSize}`);
    const place = (value: number) => Math.floor((value + beside(value, binSize)) / binSize);
    const first = place(low);
    const count = place(high) - first + 1;
    if (count > 10_000) throw new OptionError(`histogram: binSize ${binSize} would make ${count} bins`);
    return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * binSize).toPrecision(12)));
  }
  if (!Number.isInteger(bins) || bins < 1 || bins > 10_000) {
    throw new OptionError(`histogram: bins must be a whole number from 1 to 10000, got ${bins}`);
  }
  if (whole) return wholeEdges(low, high, bins, logX);
  // Values that are all the same still need a bin with a width.
  const [from, to] = low < high ? [low, high] : logX ? [low / 2, low * 2] : [low - 0.5, low + 0.5];
  const at = (share: number) => (logX ? from * (to / from) ** share : from + (to - from) * share);
  // The outer edges exactly, as rounding could leave the extreme values outside.
  return Array.from({ length: bins + 1 }, (_, i) => (i === 0 ? from : i === bins ? to : at(i / bins)));
}

/** Bounds at halves, so that whole numbers lie inside their bins. */
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
 * How far a value may have been rounded: 32 bits hold 0.7 as 0.69999998807, and 3 · 0.1 is more than 0.3. At most a
 * thousandth of a bin, so that of large whole numbers each stays in its own.
 */
function beside(value: number, width = Number.POSITIVE_INFINITY): number {
  return Number.isInteger(value) ? 0 : Math.min(Math.abs(value) * 2 ** -24, width / 1000);
}

/** The bin of a value by bisection; the last bin holds its upper edge too. */
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
