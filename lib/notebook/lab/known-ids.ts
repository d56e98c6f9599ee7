/** Ids from a parameters cell: a model has an answer for a stranger too, and it would pass for the one that was meant. */
import { type ItemId, itemId, type UserId, userId } from '../../core/ids';
import type { Interactions } from '../../data/table/interactions';

/**
 * The id of a user that the table knows.
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
 * The id of an item that the table knows.
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
