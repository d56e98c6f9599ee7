import { refuseUnknownOptions } from '../../core/options';
import type { Split } from '../splits/split';
import { SEARCH_OPTIONS, type SearchOptions, type SearchResult, search } from './search';
import { combinations, type Grid } from './search-space';

/** What `gridSearch` needs. */
export interface GridSearchOptions extends SearchOptions {
  readonly grid: Grid;
}

/**
 * Tries all combinations of the grid, cross-validated on the train part in worker threads; the winner is
 * tested once on the test part. Cost: combinations × folds + 1 fits.
 *
 * @example
 * const { best, heldOut } = await gridSearch(trainTestSplit(ratings), {
 *   model: 'BaselineOnly',
 *   grid: { regUser: [5, 15], regItem: [5, 10] },
 * });
 */
export async function gridSearch(split: Split, options: GridSearchOptions): Promise<SearchResult> {
  refuseUnknownOptions('gridSearch', options, ['grid', ...SEARCH_OPTIONS]);
  const { grid, ...rest } = options;
  return search('grid', split, { ...rest, candidates: combinations(grid) });
}
