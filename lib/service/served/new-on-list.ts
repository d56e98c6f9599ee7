/** New items, which an event log has announced and the model isn't trained on, in the last places of a list. */
import { type ItemIndex, type UserId, userId } from '../../core/ids';
import { answersUsers } from '../../recommender/asked-user';
import { LARGE_CATALOG } from '../../recommender/large-catalog';
import type { VisitorRating } from '../../recommender/visitor';
import { FeatureNeighbors } from '../../streaming/live-model/feature-neighbors';
import { type NewItem, type Taste, withNewItems } from '../../streaming/live-model/new-items';
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

/** Undefined if the model knows nothing of the user, or what items have in common isn't known yet. */
function tasteOf(served: ServedModel, { user, ratings, options }: ListedFor): Taste | undefined {
  const { model } = served.pack;
  const neighbors = neighborsOf(served);
  const scoreOf = neighbors && scorerOf(served, { user, ratings, options });
  return scoreOf && { scoreOf, items: model.summary.itemCount, neighbors };
}

/** In a large catalog, items are scored one by one; elsewhere, all at once. */
function scorerOf(served: ServedModel, { user, ratings, options }: ListedFor): Taste['scoreOf'] | undefined {
  const { model } = served.pack;
  const asked = contextFor(model, options);
  const isLarge = model.summary.itemCount >= LARGE_CATALOG;
  if (ratings) {
    if (!model.can.foldsIn) return undefined;
    const visitor = model.foldIn(ratings);
    if (isLarge) {
      const { scoreOf } = visitor.scored(model.contexts.read(asked));
      return (item) => scoreOf(item as ItemIndex);
    }
    return scoreIn(visitor.scoresOf(asked));
  }
  const id: UserId | undefined = user === undefined ? undefined : userId(user);
  const index = id && model.summary.users.indexOf(id);
  if (id === undefined || index === undefined || !answersUsers(model)) return undefined;
  if (isLarge) {
    const context = model.contexts.read(asked);
    return (item) => model.estimate(index, item as ItemIndex, context);
  }
  return scoreIn(model.scoresOf(id, asked));
}

function scoreIn(scores: Float64Array): Taste['scoreOf'] {
  return (item) => scores[item];
}

/** One for each model. In a large catalog, features are read in pieces; undefined until all are read. */
const KEPT = new WeakMap<ServedModel, FeatureNeighbors | undefined>();

/** By genres; of items without a record, such as those of a table of your own, by the features of the train set. */
function neighborsOf(served: ServedModel): FeatureNeighbors | undefined {
  if (KEPT.has(served)) return KEPT.get(served);
  const { items, itemFeatures, itemCount } = served.pack.model.summary;
  const genres = function* () {
    for (const item of items) yield served.wordsOf(item).genres;
  };
  const features = served.hasGenres ? genres() : FeatureNeighbors.namesIn(itemFeatures, itemCount);
  if (itemCount < LARGE_CATALOG) {
    KEPT.set(served, new FeatureNeighbors(features));
  } else {
    KEPT.set(served, undefined);
    const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
    FeatureNeighbors.inPieces(features, pause).then(
      (made) => KEPT.set(served, made),
      () => KEPT.delete(served), // a record can't be read; the next list tries again
    );
  }
  return KEPT.get(served);
}
