/** Checked ids for a parameters cell: a model answers for unknown ids too, which would hide a typo. */
import { type ItemId, itemId, type UserId, userId } from '../../core/ids';
import type { Interactions } from '../../data/table/interactions';

/**
 * The id of a user in the table.
 *
 * @example
 * const someone = knownUser(ratings, '196');
 * @throws OptionError for an unknown user
 */
export function knownUser({ users }: Pick<Interactions, 'users'>, raw: string | number): UserId {
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
export function knownItem({ items }: Pick<Interactions, 'items'>, raw: string | number): ItemId {
  const id = itemId(raw);
  items.require(id);
  return id;
}
