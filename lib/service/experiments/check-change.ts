/** What may change in an experiment that has begun. */
import { isDeepStrictEqual } from 'node:util';
import { DataError } from '../../core/errors';
import { withoutFrozen } from './bandit/explore-definition';
import type { ExperimentDefinition } from './definition';

/**
 * Users who have seen an arm must stay in it, and what was measured must mean the same: only `traffic` may grow, which
 * moves no one, and the bandit of an arm may be frozen. Everything else is another experiment, with its own name and salt.
 * @throws DataError that names the field, what it was, and what it should be now
 */
export function checkChange(
  before: ExperimentDefinition,
  next: ExperimentDefinition,
  where = 'experiment',
): void {
  const fields = Object.keys({ ...before, ...next }) as (keyof ExperimentDefinition)[];
  for (const field of fields) {
    if (isDeepStrictEqual(fixed(before, field), fixed(next, field))) continue;
    if (field === 'traffic' && next.traffic > before.traffic) continue;
    const rule =
      field === 'traffic'
        ? 'traffic can only grow'
        : `${field} can't be changed in an experiment that has begun; only traffic may grow`;
    throw new DataError(
      `${where}: ${rule}: "${next.name}" has ${shown(before[field])}, got ${shown(next[field])}; ` +
        'to change this, start another experiment with a new name and a new salt',
    );
  }
}

/** What may not change: of arms that explore, whether they are frozen may. */
function fixed(definition: ExperimentDefinition, field: keyof ExperimentDefinition): unknown {
  return plain(field === 'arms' ? withoutFrozen(definition.arms) : definition[field]);
}

/** Without prototypes and keys that are undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 197)}…` : text;
}
