/** `--task cold-start`: hybrids, new films, new users, and a new system. */
import type { Film } from '../../../data/movielens/film';
import { filmFeatures } from '../../../data/movielens/film-features';
import type { Interactions } from '../../../data/table/interactions';
import { CANONICAL_FOLDS } from '../../splits/canonical-folds';
import { newFilms } from './new-films';
import { newSystem } from './new-system';
import { newUsers } from './new-users';
import type { ColdStartPart, ColdStartRow } from './row';
import { warmPairs } from './warm-pairs';

export { coldStartMarkdown, coldStartTable } from './tables';

/** Options of `compareColdStart`. */
export interface ColdStartOptions {
  readonly ratings: Interactions;
  readonly films: readonly Film[];
  /** One of `u1` to `u5`, or `u1..u5`. */
  readonly split: string;
  readonly parts: readonly ColdStartPart[];
  readonly note: (line: string) => void;
}

/** The rows of all requested parts. */
export async function compareColdStart(options: ColdStartOptions): Promise<ColdStartRow[]> {
  const { ratings, films, split, parts, note } = options;
  const names: readonly string[] = CANONICAL_FOLDS;
  const folds = split === 'u1..u5' ? [...names.keys()] : [names.indexOf(split)];
  const table = ratings.withItemFeatures(filmFeatures(films));
  const run = { split, folds, note };
  const rows: ColdStartRow[] = [];
  if (parts.includes('warm-pairs')) rows.push(...(await warmPairs(table, run)));
  if (parts.includes('new-films')) rows.push(...(await newFilms(table, run)));
  if (parts.includes('new-users')) rows.push(...(await newUsers(ratings, films, run)));
  if (parts.includes('new-system')) rows.push(...(await newSystem(ratings, films, run)));
  return rows;
}
