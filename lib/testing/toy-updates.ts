/** An update of the toy ratings. */
import type { ItemId } from '../core/ids';
import type { RatingUpdate } from '../data/table/rating-updates';
import type { Subject } from './contract-check';
import { NOVELTY, STRANGER } from './toy-ratings';

/** A new user with ratings of known and new items, a changed rating, and a withdrawn one. */
export function updatesFor({ toy }: Subject): RatingUpdate[] {
  const [first, second] = [toy.row(0), toy.row(toy.length - 1)];
  const rated = new Set(toy.ratingsOf(first.user).map(({ item }) => item));
  const unrated = [...toy.items].find((item) => !rated.has(item)) as ItemId;
  return [
    [STRANGER, first.item, 5],
    [STRANGER, second.item, 1],
    [STRANGER, NOVELTY, 4],
    [first.user, NOVELTY, 5],
    [first.user, unrated, 2],
    [first.user, first.item, 6 - first.rating],
    [second.user, second.item, null],
  ];
}

/** A model fitted to the toy ratings and then updated. */
export const updated = async (subject: Subject) => {
  const model = await subject.another();
  await model.update(updatesFor(subject));
  return model;
};
