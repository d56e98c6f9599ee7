/** Loops that show their progress. */
import { checkArgument, checkOptions, type Kind } from '../../core/arguments';
import { ProgressBar } from './progress-bar';

const ITEMS: Kind = {
  allowed: 'a list or another iterable',
  allows: (given) =>
    given !== undefined &&
    given !== null &&
    (Symbol.iterator in Object(given) || Symbol.asyncIterator in Object(given)),
};

/** 0 or more. */
const COUNT: Kind = {
  allowed: 'a whole number of at least 0',
  allows: (given) => Number.isSafeInteger(given) && (given as number) >= 0,
};

/** Options of `progress`. */
export interface ProgressOptions {
  /** A name for the work. Default `Progress`. */
  readonly label?: string;
  /** The number of items. Default: the `length` or `size` of the items; unknown if they have neither. */
  readonly total?: number;
}

/** The integers 0 to n-1, with their count. */
export function range(n: number): readonly number[] {
  checkArgument('range', 'n', n, COUNT);
  return Array.from({ length: n }, (_, i) => i);
}

/** Iterates over `items` and shows the progress: an item counts when the loop asks for the next one. */
export function progress<T>(items: Iterable<T>, options?: ProgressOptions): Generator<T, void, undefined>;
export function progress<T>(
  items: AsyncIterable<T>,
  options?: ProgressOptions,
): AsyncGenerator<T, void, undefined>;
export function progress<T>(items: Iterable<T> | AsyncIterable<T>, options: ProgressOptions = {}) {
  checkArgument('progress', 'items', items, ITEMS);
  checkOptions('progress', options, { label: 'epochs', total: 20 });
  const { label = 'Progress', total = sizeOf(items) } = options;
  const bar = () => new ProgressBar({ label, total });
  return Symbol.asyncIterator in items ? throughAsync(items, bar) : through(items, bar);
}

function* through<T>(items: Iterable<T>, makeBar: () => ProgressBar): Generator<T, void, undefined> {
  const bar = makeBar();
  let done = 0;
  try {
    for (const item of items) {
      yield item;
      bar.step(++done);
    }
    bar.end('done');
  } catch (error) {
    bar.end('failed'); // the error came from the items themselves
    throw error;
  } finally {
    bar.end('stopped'); // `break`, `return` or an error in the loop's body
  }
}

async function* throughAsync<T>(
  items: AsyncIterable<T>,
  makeBar: () => ProgressBar,
): AsyncGenerator<T, void, undefined> {
  const bar = makeBar();
  let done = 0;
  try {
    for await (const item of items) {
      yield item;
      bar.step(++done);
    }
    bar.end('done');
  } catch (error) {
    bar.end('failed');
    throw error;
  } finally {
    bar.end('stopped');
  }
}

function sizeOf(items: object): number | undefined {
  const { length, size } = items as { length?: unknown; size?: unknown };
  if (typeof length === 'number') return length;
  return typeof size === 'number' ? size : undefined;
}
