/** Lists, similar items and search. */
import type { FastifyInstance } from 'fastify';
import { itemId, type UserId, userId } from '../../core/ids';
import { describeScale, isOnScale, type RatingScale } from '../../core/rating-scale';
import type { LiveRating } from '../../streaming/live-model/live-model';
import type { Experiments } from '../experiments/experiments';
import type { Asked } from '../experiments/made-list';
import { type ListedFor, type RecentItems, withNewOnList } from '../served/new-on-list';
import type { ListOptions } from '../served/served-list';
import type { ServedModel } from '../served/served-model';
import { visitorRatings } from '../served/visitor-ratings';
import { askedContext } from './asked-context';
import {
  ITEMS,
  idsInQuery,
  RECOMMEND,
  RECOMMEND_VISITOR,
  type RecommendQuery,
  SIMILAR,
  type VisitorBody,
} from './schemas';
import { ServiceError } from './service-error';
import type { ServiceMetrics } from './service-metrics';

/** What has happened since the model was trained. */
export interface RecentEvents extends RecentItems {
  /** All ratings of a user who has just done something; undefined for all others. */
  ratingsOf(user: UserId): readonly LiveRating[] | undefined;
  /** The user's partition of the event log, if another service of the group answers for it. */
  elsewhere(user: string): number | undefined;
  /** The partitions that this service answers for; undefined if those are all. */
  readonly share: readonly number[] | undefined;
  /** Whether there are events of the user, who may be announced only. */
  knowsUser(user: string): boolean;
  /** Whether there are events about the item, which may be announced only. */
  knowsItem(item: string): boolean;
}

/** What lists are made with. */
export interface RecommendRoutes {
  readonly metrics: ServiceMetrics;
  /** Chooses the model, if an experiment is running. */
  readonly experiments: Pick<Experiments, 'show'>;
  /** If lists follow an event log. */
  readonly recent: RecentEvents | undefined;
}

/** @param served gives the current model; throws ServiceError 503 if there is none */
export function addRecommendRoutes(
  app: FastifyInstance,
  served: () => ServedModel,
  { metrics, experiments, recent }: RecommendRoutes,
): void {
  const answer = async (who: ListedFor, own: ServedModel, asked: Asked) => {
    const { user } = who;
    const { list: known, ...names } = await experiments.show(user, own, asked);
    // An experiment compares lists of models, to which nothing is added.
    const list = recent && names.experiment === null ? withNewOnList(known, own, who, recent) : known;
    metrics.listed(list);
    const { cold, seenLeftOut, items, ignored } = list;
    return { userId: user ?? null, ...names, cold, seenLeftOut, ignored, recommendations: items };
  };

  const forUser = (name: string, query: RecommendQuery) => {
    const own = served();
    const id = userId(name);
    requireHere(id, recent);
    const options = { ...query, context: askedContext(own, query.context) };
    const ratings = recent?.ratingsOf(id);
    const listBy = (model: ServedModel) => {
      const list = ratings ? model.forVisitor(ratings, options) : model.forUser(id, options);
      if (list) return list;
      const isKnown = model.isUser(id);
      if (query.cold || (!isKnown && recent?.knowsUser(id))) {
        return { ...model.forEverybody(options), seenLeftOut: !isKnown };
      }
      if (isKnown) throw noAnswerForUsers(model);
      throw new ServiceError(
        404,
        'UNKNOWN_USER',
        `user ${JSON.stringify(name)} has no ratings in the train set; add cold=true to get the list for everyone`,
      );
    };
    return answer({ user: name, ratings, options }, own, {
      listBy,
      asked: { user: id, ratings, options: plain(options) },
    });
  };
  app.get<{ Params: { userId: string }; Querystring: RecommendQuery }>(
    '/recommend/:userId',
    { schema: RECOMMEND },
    async ({ params, query }) => forUser(params.userId, query),
  );
  app.get<{ Querystring: RecommendQuery & { userId: string } }>(
    '/recommend',
    { schema: idsInQuery(RECOMMEND) },
    async ({ query: { userId: name, ...query } }) => forUser(name, query),
  );

  app.post<{ Body: VisitorBody }>('/recommend', { schema: RECOMMEND_VISITOR }, async ({ body }) => {
    const own = served();
    checkRatings(body.ratings, own.pack.model.summary.scale, 'ratings');
    const options = { ...body, context: askedContext(own, body.context) };
    const given = visitorRatings(body.ratings);
    if (body.userId !== undefined) requireHere(body.userId, recent);
    const named = body.userId === undefined ? undefined : recent?.ratingsOf(userId(body.userId));
    const sent = new Set(given.map(({ item }) => item));
    const others = named?.filter(({ item }) => !sent.has(item)) ?? [];
    const ratings = [...others, ...given];
    return answer({ user: body.userId, ratings, options }, own, {
      listBy: (model) => model.forVisitor(ratings, options),
      asked: { user: body.userId ?? '', ratings, options: plain(options) },
    });
  });

  const similarTo = (id: string, n: number) => {
    const model = served();
    requireItem(model, id);
    const similar = model.similarTo(itemId(id), n);
    if (!similar) {
      throw new ServiceError(404, 'NOT_SUPPORTED', `the model ${model.label} doesn't find similar items`);
    }
    return { itemId: id, title: model.titleOf(id), model: model.label, similar };
  };
  app.get<{ Params: { itemId: string }; Querystring: { n: number } }>(
    '/similar/:itemId',
    { schema: SIMILAR },
    async ({ params, query }) => similarTo(params.itemId, query.n),
  );
  app.get<{ Querystring: { itemId: string; n: number } }>(
    '/similar',
    { schema: idsInQuery(SIMILAR) },
    async ({ query }) => similarTo(query.itemId, query.n),
  );

  app.get<{ Querystring: { query: string; n: number } }>('/items', { schema: ITEMS }, async ({ query }) => {
    const model = served();
    return { items: model.search.find(query.query, query.n).map((id) => model.wordsOf(id)) };
  });
}

/** Without reasons, which take time and which no one sees. */
function plain({ n, diversity, context }: ListOptions): ListOptions {
  return { n, diversity, ...(context !== undefined && { context }) };
}

/** For a model that was saved without the train ratings that it needs for users of the train set. */
export function noAnswerForUsers({ label }: ServedModel): ServiceError {
  return new ServiceError(
    404,
    'NOT_SUPPORTED',
    `the model ${label} was saved without its train ratings and needs them for users of the train set; send the user's ratings to POST /recommend`,
  );
}

/** @throws ServiceError 421 for a user for whom another service of the group answers */
export function requireHere(user: string, recent: RecentEvents | undefined): void {
  const partition = recent?.elsewhere(user);
  if (partition === undefined) return;
  const here = recent?.share?.join(', ') || 'none';
  throw new ServiceError(
    421,
    'OTHER_SERVICE',
    `user ${JSON.stringify(user)} is in partition ${partition}, for which another service of the group answers; this one has ${here}`,
  );
}

/** @throws ServiceError 404 for an item unknown to the model */
export function requireItem(model: ServedModel, item: string): void {
  if (model.knows(item)) return;
  throw new ServiceError(404, 'UNKNOWN_ITEM', `item ${JSON.stringify(item)} has no ratings in the train set`);
}

/** @throws ServiceError 400 for a rating that isn't on the scale */
export function checkRatings(
  rated: readonly { readonly rating?: number }[],
  scale: RatingScale,
  where: string,
): void {
  // Ratings are stored in 32 bits, where 1e39 is Infinity.
  const fits = (rating: number) => isOnScale(scale, rating) && Number.isFinite(Math.fround(rating));
  const place = rated.findIndex(({ rating }) => rating !== undefined && !fits(rating));
  if (place === -1) return;
  const expected = `must be ${describeScale(scale)}`;
  throw new ServiceError(
    400,
    'INVALID',
    `body ${where}.${place}.rating ${expected}, got ${rated[place].rating}`,
  );
}
