/** Why a film is recommended to a user. Other users' ratings can be reasons, but their ids are never shown. */
import type { FastifyInstance } from 'fastify';
import { OptionError } from '../../core/errors';
import { type ItemId, itemId, type UserId, userId } from '../../core/ids';
import { counterfactualInWords } from '../../explain/counterfactual-in-words';
import { counterfactuals } from '../../explain/counterfactuals';
import { inWords, termLabel } from '../../explain/explanation-in-words';
import type { ContextOptions } from '../../recommender/answers';
import { answersUsers } from '../../recommender/asked-user';
import type { Explanation } from '../../recommender/explanation';
import { LARGE_CATALOG } from '../../recommender/large-catalog';
import type { LiveRating } from '../../streaming/live-model/live-model';
import { contextFor } from '../served/context-for';
import type { ServedModel } from '../served/served-model';
import { askedContext } from './asked-context';
import { EXPLAIN, type ExplainQuery, MOST_COUNTERFACTUALS } from './explain-schema';
import { noAnswerForUsers, type RecentEvents, requireHere, requireItem } from './recommend-routes';
import { idsInQuery, MOST_ITEMS } from './schemas';
import { ServiceError } from './service-error';

/** Who is asked about, and how. */
interface Asked extends ContextOptions {
  readonly user: UserId;
  readonly item: ItemId;
  /** All ratings of a user who has just done something. */
  readonly recent: readonly LiveRating[] | undefined;
}

/** Of whom, and about what. */
interface Ids {
  readonly userId: string;
  readonly itemId: string;
}

/**
 * @param served gives the current model; throws ServiceError 503 if there is none
 * @param recent if lists follow an event log
 */
export function addExplainRoute(
  app: FastifyInstance,
  served: () => ServedModel,
  recent?: RecentEvents,
): void {
  const explain = (ids: Ids, query: ExplainQuery) => {
    const model = served();
    const [user, item] = [userId(ids.userId), itemId(ids.itemId)];
    requireHere(user, recent);
    const ratings = recent?.ratingsOf(user);
    if (!ratings) requireUser(model, ids.userId);
    requireItem(model, ids.itemId);
    const asked: Asked = { user, item, recent: ratings, context: askedContext(model, query.context) };
    const explanation = withoutNames(explained(model, query.by, asked));
    const clicked = new Set(ratings?.filter(({ isClick }) => isClick).map(({ item: by }) => by));
    const titleOf = (id: ItemId) => model.titleOf(id);
    return {
      userId: user,
      itemId: item,
      title: titleOf(item),
      model: model.label,
      by: query.by,
      score: numberOrNull(explanation.score),
      foldedIn: explanation.foldedIn ?? false,
      reason: explanation.reason ?? null,
      sentence: inWords(explanation, titleOf),
      terms: explanation.terms.map((term) => ({
        kind: term.kind,
        label: termLabel(term, titleOf),
        value: term.value,
        itemId: term.item ?? null,
        title: term.item === undefined ? null : titleOf(term.item),
        rating: term.rating ?? null,
        weight: term.weight ?? null,
        support: term.support ?? null,
        isClick: term.item !== undefined && clicked.has(term.item),
      })),
      counterfactuals: whatWouldChange(model, query.counterfactuals, asked),
    };
  };
  app.get<{ Params: Ids; Querystring: ExplainQuery }>(
    '/explain/:userId/:itemId',
    { schema: EXPLAIN },
    async ({ params, query }) => explain(params, query),
  );
  app.get<{ Querystring: ExplainQuery & Ids }>(
    '/explain',
    { schema: idsInQuery(EXPLAIN) },
    async ({ query }) => explain(query, query),
  );
}

/** @throws ServiceError 404 for a user unknown to the model */
function requireUser(model: ServedModel, user: string): void {
  if (model.isUser(user as UserId)) return;
  throw new ServiceError(404, 'UNKNOWN_USER', `user ${JSON.stringify(user)} has no ratings in the train set`);
}

/** With recent events, of the score in the list of that user: folded in with all ratings. */
function explained(
  served: ServedModel,
  by: ExplainQuery['by'],
  { user, item, recent, context }: Asked,
): Explanation {
  const { model } = served.pack;
  const asked = contextFor(model, { context });
  if (!model.can.explains || (by === 'ratings' && !model.can.foldsIn)) {
    const what = by === 'ratings' ? 'scores by ratings' : 'its scores';
    throw new ServiceError(404, 'NOT_SUPPORTED', `the model ${served.label} can't explain ${what}`);
  }
  if (recent) {
    const visitor = model.foldIn(recent);
    if (visitor.explains) return visitor.explain(item, asked);
    const what = 'the scores of users with recent feedback';
    throw new ServiceError(404, 'NOT_SUPPORTED', `the model ${served.label} can't explain ${what}`);
  }
  if (!answersUsers(model) || (by === 'ratings' && !model.hasTrain)) throw noAnswerForUsers(served);
  if (by === 'model') return model.explain(user, item, asked);
  return model.foldIn([], { user }).explain(item, asked);
}

/**
 * Null if not requested, if the model can't fold in users, or if it has no score from the user's other ratings. In a large
 * catalog, ranks are counted only up to the length of the longest list.
 */
function whatWouldChange(served: ServedModel, k: number, { user, item, recent, context }: Asked) {
  const { model } = served.pack;
  if (k === 0 || !model.can.foldsIn || !(recent || model.hasTrain)) return null;
  const ranked = model.summary.itemCount >= LARGE_CATALOG ? MOST_ITEMS : Number.POSITIVE_INFINITY;
  try {
    const found = counterfactuals(model, recent ?? user, item, {
      k,
      attempts: MOST_COUNTERFACTUALS,
      ranked,
      ...contextFor(model, { context }),
    });
    if (found.length === 0) return null;
    const { before } = found[0];
    return {
      score: before.score,
      rank: numberOrNull(before.rank),
      without: found.map((one) => ({
        itemId: one.without,
        title: served.titleOf(one.without),
        rating: one.rating,
        score: numberOrNull(one.score),
        rank: numberOrNull(one.rank),
        sentence: counterfactualInWords(one, (id) => served.titleOf(id), ranked),
      })),
    };
  } catch (error) {
    if (error instanceof OptionError) return null;
    throw error;
  }
}

/** Keeps similar users' ratings, but removes their ids. */
function withoutNames(explanation: Explanation): Explanation {
  const terms = explanation.terms.map(({ user: _, ...term }) => term);
  return { ...explanation, terms };
}

/** NaN and Infinity become null, as JSON doesn't have them. */
function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
