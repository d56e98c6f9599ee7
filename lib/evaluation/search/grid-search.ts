import { checkArgument } from '../../core/arguments';
import { refuseUnknownOptions } from '../../core/options';
import { withRequired } from '../../core/with-required';
import { SPLIT, type Split } from '../splits/split';
import { SEARCH_OPTIONS, type SearchOptions, type SearchResult, search } from './search';
import { combinations, type Grid } from './search-space';

/** Options of `gridSearch`. */
export interface GridSearchOptions extends SearchOptions {
  readonly grid: Grid;
}

/**
 * Grid search: tries all combinations, by cross-validation on the train set in worker threads; the best one
 * is evaluated once on the test set. Cost: combinations × folds + 1 fits.
 *
 * @example
 * const { best, heldOut } = await gridSearch(trainTestSplit(ratings), {
 *   model: 'BaselineOnly',
 *   grid: { regUser: [5, 15], regItem: [5, 10] },
 * });
 */
export async function gridSearch(split: Split, options: GridSearchOptions): Promise<SearchResult> {
  checkArgument('gridSearch', 'split', split, SPLIT);
  withRequired('gridSearch', options, 'model', 'grid');
  refuseUnknownOptions('gridSearch', options, ['grid', ...SEARCH_OPTIONS]);
  const { grid, ...rest } = options;
  return search('grid', split, { ...rest, candidates: combinations(grid) });
}
