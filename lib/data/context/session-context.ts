/** Context columns with the session of each rating, from the timestamps. */
import { OptionError } from '../../core/errors';
import type { Interactions } from '../table/interactions';
import { sessionNumbers } from '../table/sessions';

/** From an hour down to the same second. */
const GAPS: readonly number[] = [3600, 300, 60, 10, 0];

/**
 * For each gap a numeric column, `session 3600 s` and so on: the number of the session in which a row was rated. A
 * user's session ends with the first pause that is longer than the gap.
 *
 * Sessions of a table that is split afterwards are known from the train and test rows together: a model that uses
 * them **knows when** the test ratings were given. See `BayesianMF`'s option `contextEffects`.
 *
 * @param options `gaps` in seconds
 * @example
 * const table = ratings.withContext(sessionContext(ratings, { gaps: [3600, 60] }));
 * table.row(0).context; // the numbers of its sessions, by the columns' names: session 3600 s and session 60 s
 * @throws OptionError when the table has no timestamps, or for gaps that aren't at least 0. Cost: O(n log n) per gap
 */
export function sessionContext(
  table: Interactions,
  { gaps = GAPS }: { readonly gaps?: readonly number[] } = {},
): Record<string, Float64Array> {
  const times = table.timestampColumn;
  if (times === undefined) {
    throw new OptionError('sessionContext: the table must have timestamps, but it has none');
  }
  const wrong = gaps.find((gap) => !(gap >= 0 && Number.isFinite(gap)));
  if (wrong !== undefined) {
    throw new OptionError(`sessionContext: gaps must be seconds of at least 0, got ${wrong}`);
  }
  const columns = gaps.map((gap) => [
    sessionColumn(gap),
    Float64Array.from(sessionNumbers(table, times, gap)),
  ]);
  return Object.fromEntries(columns);
}

/** The names of the columns that `sessionContext` makes by default. */
export const SESSION_COLUMNS: readonly string[] = GAPS.map(sessionColumn);

function sessionColumn(gap: number): string {
  return `session ${gap} s`;
}
