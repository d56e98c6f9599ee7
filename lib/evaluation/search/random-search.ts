import { checkArgument } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { checkOption, refuseUnknownOptions } from '../../core/options';
import { withRequired } from '../../core/with-required';
import { RandomState } from '../../math/random/random-state';
import { modelEntry } from '../../models/registry';
import { SPLIT, type Split } from '../splits/split';
import { SEARCH_OPTIONS, type SearchOptions, type SearchResult, search } from './search';
import { draw, isList, type Space } from './search-space';

/** Options of `randomSearch`. */
export interface RandomSearchOptions extends SearchOptions {
  readonly space: Space;
  /** Number of combinations to draw. Default 20. */
  readonly trials?: number;
}

/**
 * Random search: tries random combinations, by cross-validation on the train set in worker threads; the best
 * one is evaluated once on the test set. If only a few of the options matter, it finds better values than a
 * grid of the same size, because every trial has a new value of each option (J. Bergstra, Y. Bengio, 2012).
 *
 * @example
 * const { best } = await randomSearch(split, {
 *   model: 'SVD',
 *   space: { factors: { from: 5, to: 20 }, reg: { from: 0.01, to: 0.3, scale: 'log' } },
 *   trials: 3,
 * });
 */
export async function randomSearch(split: Split, options: RandomSearchOptions): Promise<SearchResult> {
  checkArgument('randomSearch', 'split', split, SPLIT);
  withRequired('randomSearch', options, 'model', 'space');
  refuseUnknownOptions('randomSearch', options, ['space', 'trials', ...SEARCH_OPTIONS]);
  const { space, trials = 20, ...rest } = options;
  if (!Number.isSafeInteger(trials) || trials < 1) {
    throw new OptionError(`randomSearch: trials must be a positive whole number, got ${trials}`);
  }
  const random = new RandomState(rest.seed ?? 42);
  const checked = withDeclared(rest.model, space);
  const candidates = Array.from({ length: trials }, () => draw(checked, random));
  return search('random', split, { ...rest, candidates });
}

/**
 * Makes ranges of whole-number options whole.
 * @throws OptionError for a bound that the option doesn't allow
 */
function withDeclared(model: string, space: Space): Space {
  const { declared } = modelEntry(model).options;
  return Object.fromEntries(
    Object.entries(space).map(([name, choice]) => {
      const option = declared[name];
      if (!option || isList(choice)) return [name, choice];
      for (const end of [choice.from, choice.to]) checkOption(`randomSearch: ${model}`, name, end, option);
      return [name, { whole: option.whole, ...choice }];
    }),
  );
}
