/**
 * Specifies which columns of a file or frame are context.
 */
import { OptionError } from '../../core/errors';
import { CONTEXT_KINDS, type ContextKind } from './context-column';

/** Names of columns, optionally with their kinds; by default, kinds are inferred from the values. */
export type ContextFields = readonly string[] | Readonly<Record<string, ContextKind>>;

/**
 * The kind of each column; undefined if it is to be inferred.
 * @throws OptionError for an invalid kind or a duplicate
 */
export function contextKinds(caller: string, fields: ContextFields): Map<string, ContextKind | undefined> {
  if (!isList(fields)) {
    for (const [name, kind] of Object.entries(fields)) {
      if (CONTEXT_KINDS.includes(kind)) continue;
      throw new OptionError(
        `${caller}: context "${name}" must be one of ${CONTEXT_KINDS.join(', ')}, got ${String(kind)}`,
      );
    }
    return new Map(Object.entries(fields));
  }
  const kinds = new Map(fields.map((name) => [name, undefined]));
  if (kinds.size === fields.length) return kinds;
  throw new OptionError(`${caller}: context names a column twice: ${fields.join(', ')}`);
}

/** `Array.isArray` doesn't narrow a readonly list. */
function isList(fields: ContextFields): fields is readonly string[] {
  return Array.isArray(fields);
}
