/** The part of a split that was rated in one context. */
import { called, checkArgument, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type ContextValue, MISSING } from '../../data/context/context-column';
import type { Interactions } from '../../data/table/interactions';
import { SPLIT, type Split, splitOfParts } from './split';

/** The required value of each listed column. */
export type ContextFilter = Readonly<Record<string, ContextValue>>;

const CONTEXT = called("an object such as { device: 'phone' }", objectWith());

/**
 * The same split, with only the test rows that were rated in this context; use it to evaluate lists for this
 * context. The train set doesn't change. Cost: O(rows).
 *
 * @example
 * const timed = trainTestSplit(ratings.withContext(timeContext(ratings.timestampColumn)));
 * const { test } = inContext(timed, { weekday: 'Sunday' }); // all rated on a Sunday (UTC)
 * @throws OptionError if the test set lacks a column, or has no row in this context
 */
export function inContext(split: Split, context: ContextFilter): Split {
  checkArgument('inContext', 'split', split, SPLIT);
  checkArgument('inContext', 'context', context, CONTEXT);
  const { train, test } = split;
  const matches = Object.entries(context).map(([name, value]) => matcher(test, name, value));
  const rows = Array.from({ length: test.length }, (_, row) => row);
  const chosen = rows.filter((row) => matches.every((matchesRow) => matchesRow(row)));
  const words = contextInWords(context);
  if (chosen.length === 0) {
    throw new OptionError(`inContext: no row of the test set has the context ${words}`);
  }
  return splitOfParts({
    name: `${split.name}, ${words}`,
    train,
    test: test.select(chosen, { vocabulary: 'remake' }),
    seed: split.seed,
    dataHash: () => split.dataHash,
  });
}

/** `device = phone, hour = 20` */
export function contextInWords(context: ContextFilter): string {
  return Object.entries(context)
    .map(([name, value]) => `${name} = ${value ?? 'missing'}`)
    .join(', ');
}

function matcher({ context }: Interactions, name: string, value: ContextValue): (row: number) => boolean {
  if (context === undefined) throw new OptionError('inContext: the test set has no context columns');
  const column = context.column(name);
  if (column.kind === 'numeric') return (row) => column.numbers[row] === value;
  const code = column.categories.indexOf(value === null || value === undefined ? MISSING : String(value));
  return (row) => column.codes[row] === code;
}
