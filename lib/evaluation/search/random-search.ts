import { OptionError } from '../../core/errors';
import { checkOption, refuseUnknownOptions } from '../../core/options';
import { RandomState } from '../../math/random/random-state';
import { modelEntry } from '../../models/registry';
import type { Split } from '../splits/split';
import { SEARCH_OPTIONS, type SearchOptions, type SearchResult, search } from './search';
import { draw, isList, type Space } from './search-space';

/** What `randomSearch` needs. */
export interface RandomSearchOptions extends SearchOptions {
  readonly space: Space;
  /** How many combinations are drawn. Default 20. */
  readonly trials?: number;
}

/**
 * Tries random combinations, cross-validated on the train part in worker threads; the winner is tested
 * once on the test part. Where only a few of the options matter it finds more than a grid of the same
 * size, as every trial has a new value of each (J. Bergstra, Y. Bengio, 2012).
 *
 * @example
 * const { best } = await randomSearch(split, {
 *   model: 'SVD',
 *   space: { factors: { from: 10, to: 50 }, reg: { from: 0.01, to: 0.3, scale: 'log' } },
 *   trials: 5,
 * });
 */
export async function randomSearch(split: Split, options: RandomSearchOptions): Promise<SearchResult> {
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

/** The space, in which a range of a whole-number option is whole. @throws OptionError for an end that isn't allowed */
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
