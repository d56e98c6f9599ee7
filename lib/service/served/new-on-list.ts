/** New items, which an event log has announced and the model isn't trained on, in the last places of a list. */
import { type UserId, userId } from '../../core/ids';
import { answersUsers } from '../../recommender/asked-user';
import type { VisitorRating } from '../../recommender/visitor';
import { FeatureNeighbors } from '../../streaming/live-model/feature-neighbors';
import { type NewItem, type Taste, withNewItems } from '../../streaming/live-model/new-items';
import { filmFinder } from '../package/packed-films';
import { contextFor } from './context-for';
import type { ListOptions, ServedList } from './served-list';
import type { ServedModel } from './served-model';

/** What is new since the model was trained. */
export interface RecentItems {
  /** Places of a list that are for new items. */
  readonly newPlaces: number;
  /** For this user, best first. @param tasteOf called if there are any */
  newItemsFor(user: string | undefined, tasteOf: () => Taste | undefined): readonly NewItem[];
}

/** Who gets the list. */
export interface ListedFor {
  readonly user: string | undefined;
  /** Undefined: only those in the train set count. */
  readonly ratings: readonly VisitorRating[] | undefined;
  readonly options: ListOptions;
}

export function withNewOnList(
  list: ServedList,
  model: ServedModel,
  who: ListedFor,
  { newPlaces, newItemsFor }: RecentItems,
): ServedList {
  const sent = new Set(who.ratings?.map(({ item }) => item));
  const fresh = newItemsFor(who.user, () => (list.cold ? undefined : tasteOf(model, who)));
  const items = withNewItems(
    list.items,
    fresh.filter(({ item }) => !sent.has(item)),
    { k: who.options.n, newPlaces },
    ({ item, title, features }, { score }) => ({
      itemId: item,
      title: title ?? item,
      year: null,
      genres: features,
      support: 0,
      meanRating: null,
      score,
      predictedRating: null,
      confidence: null,
      because: who.options.because ? [] : null,
      isNew: true as const,
    }),
  );
  return { ...list, items };
}

/** Undefined if the model knows nothing of the user. */
function tasteOf(served: ServedModel, { user, ratings, options }: ListedFor): Taste | undefined {
  const { model } = served.pack;
  const asked = contextFor(model, options);
  const neighbors = neighborsOf(served);
  if (ratings) {
    return model.can.foldsIn ? { scores: model.foldIn(ratings).scoresOf(asked), neighbors } : undefined;
  }
  const id: UserId | undefined = user === undefined ? undefined : userId(user);
  if (id === undefined || !served.isUser(id) || !answersUsers(model)) return undefined;
  return { scores: model.scoresOf(id, asked), neighbors };
}

/** Kept for each model. */
const KEPT = new WeakMap<ServedModel, FeatureNeighbors>();

/** By genres; of items without a record, such as those of a table of your own, by the features of the train set. */
function neighborsOf(served: ServedModel): FeatureNeighbors {
  const kept = KEPT.get(served);
  if (kept) return kept;
  const { films, model } = served.pack;
  const { items, itemFeatures, itemCount } = model.summary;
  const filmOf = filmFinder(films);
  const made = served.hasGenres
    ? new FeatureNeighbors(Array.from(items, (item) => filmOf(item)?.genres ?? []))
    : FeatureNeighbors.ofTable(itemFeatures, itemCount);
  KEPT.set(served, made);
  return made;
}
