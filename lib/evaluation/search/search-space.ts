/** The options that a search tries. */
import { OptionError } from '../../core/errors';
import type { RandomState } from '../../math/random/random-state';

/** Options of a model, by name. */
export type Options = Readonly<Record<string, unknown>>;

/** Values to try for each option: `{ factors: [50, 100], reg: [0.02, 0.1] }`. */
export type Grid = Readonly<Record<string, readonly unknown[]>>;

/** Numbers between two bounds, inclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** `log`: uniform in the logarithm, for learning rates and regularization. Default `linear`. */
  readonly scale?: 'linear' | 'log';
  /** Whole numbers only. Default: true for options that allow only whole numbers. */
  readonly whole?: boolean;
}

/** For each option, a list to choose from or a range. */
export type Space = Readonly<Record<string, readonly unknown[] | Range>>;

/** All combinations; the last option varies fastest. @throws OptionError for an empty grid or list */
export function combinations(grid: Grid): Options[] {
  const entries = Object.entries(grid);
  if (entries.length === 0) throw new OptionError('gridSearch: grid must name at least one option');
  let found: Options[] = [{}];
  for (const [name, values] of entries) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new OptionError(`gridSearch: grid.${name} must be a list of at least one value`);
    }
    found = found.flatMap((options) => values.map((value) => ({ ...options, [name]: value })));
  }
  return found;
}

/** One random value for each option. @throws OptionError for an empty list or an invalid range */
export function draw(space: Space, random: RandomState): Options {
  const entries = Object.entries(space);
  if (entries.length === 0) throw new OptionError('randomSearch: space must name at least one option');
  return Object.fromEntries(entries.map(([name, choice]) => [name, drawOne(name, choice, random)]));
}

function drawOne(name: string, choice: readonly unknown[] | Range, random: RandomState): unknown {
  if (isList(choice)) {
    if (choice.length > 0) return choice[random.interval(choice.length - 1)];
    throw new OptionError(`randomSearch: space.${name} must be a list of at least one value`);
  }
  const { from, to, scale = 'linear', whole = false } = choice;
  const lowest = scale === 'log' ? Number.MIN_VALUE : Number.NEGATIVE_INFINITY;
  if (!Number.isFinite(from) || !Number.isFinite(to) || from > to || from < lowest) {
    const wanted = scale === 'log' ? '0 < from <= to' : 'from <= to';
    throw new OptionError(`randomSearch: space.${name} must have ${wanted}, got ${from} and ${to}`);
  }
  if (whole && !(Number.isInteger(from) && Number.isInteger(to))) {
    throw new OptionError(
      `randomSearch: space.${name} must have whole numbers as bounds, got ${from} and ${to}`,
    );
  }
  // Half a step is added at both ends, so that the bounds are as likely as the other values.
  const [low, high] = whole ? [from - 0.5, to + 0.5] : [from, to];
  const value =
    scale === 'log' ? Math.exp(random.uniform(Math.log(low), Math.log(high))) : random.uniform(low, high);
  // Clamped, because rounding can leave the range: e^ln 0.1 > 0.1.
  return Math.min(to, Math.max(from, whole ? Math.round(value) : value));
}

export function isList(choice: readonly unknown[] | Range): choice is readonly unknown[] {
  return Array.isArray(choice);
}
