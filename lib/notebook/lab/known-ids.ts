/** Checked ids for a parameters cell: a model answers for unknown ids too, which would hide a typo. */
import { called, checkArgument, objectWith } from '../../core/arguments';
import { type ItemId, itemId, type UserId, userId } from '../../core/ids';
import type { Interactions } from '../../data/table/interactions';

/**
 * The id of a user in the table.
 *
 * @example
 * const someone = knownUser(ratings, '196');
 * @throws OptionError for an unknown user
 */
export function knownUser(table: Pick<Interactions, 'users'>, raw: string | number): UserId {
  checkArgument('knownUser', 'table', table, called('a table of ratings', objectWith('users')));
  const { users } = table;
  const id = userId(raw);
  users.require(id);
  return id;
}

/**
 * The id of an item in the table.
 *
 * @example
 * const wanted = knownItem(ratings, '302');
 * @throws OptionError for an unknown item
 */
export function knownItem(table: Pick<Interactions, 'items'>, raw: string | number): ItemId {
  checkArgument('knownItem', 'table', table, called('a table of ratings', objectWith('items')));
  const { items } = table;
  const id = itemId(raw);
  items.require(id);
  return id;
}
