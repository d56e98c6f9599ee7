/** What may change in an experiment that has begun. */
import { isDeepStrictEqual } from 'node:util';
import { DataError } from '../../core/errors';
import type { ExperimentDefinition } from './definition';

/**
 * Users who have seen an arm must stay in it, and what was measured must mean the same: only `traffic` may grow, which
 * moves no one. Everything else is another experiment, with its own name and salt.
 * @throws DataError that names the field, what it was, and what it should be now
 */
export function checkChange(
  before: ExperimentDefinition,
  next: ExperimentDefinition,
  where = 'experiment',
): void {
  const fields = Object.keys({ ...before, ...next }) as (keyof ExperimentDefinition)[];
  for (const field of fields) {
    if (isDeepStrictEqual(plain(before[field]), plain(next[field]))) continue;
    if (field === 'traffic' && next.traffic > before.traffic) continue;
    const rule =
      field === 'traffic'
        ? 'traffic can only grow'
        : `${field} can't be changed in an experiment that has begun; only traffic may grow`;
    throw new DataError(
      `${where}: ${rule}: "${next.name}" has ${shown(before[field])}, got ${shown(next[field])}; ` +
        'what is different is another experiment: give it a new name and a new salt',
    );
  }
}

/** Without prototypes and keys that are undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 197)}…` : text;
}
