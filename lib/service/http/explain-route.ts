/** Why a user is told to watch a film. Other users' names aren't told, though their ratings are among the reasons. */
import type { FastifyInstance } from 'fastify';
import { OptionError } from '../../core/errors';
import { type ItemId, itemId, type UserId, userId } from '../../core/ids';
import { counterfactualInWords } from '../../explain/counterfactual-in-words';
import { counterfactuals } from '../../explain/counterfactuals';
import { inWords, termLabel } from '../../explain/explanation-in-words';
import type { Explanation } from '../../recommender/explanation';
import type { ServedModel } from '../served/served-model';
import { EXPLAIN, type ExplainQuery, MOST_COUNTERFACTUALS } from './explain-schema';
import { requireItem } from './recommend-routes';
import { ServiceError } from './service-error';

/** @param served the model of this moment; a ServiceError 503 where there is none */
export function addExplainRoute(app: FastifyInstance, served: () => ServedModel): void {
  app.get<{ Params: { userId: string; itemId: string }; Querystring: ExplainQuery }>(
    '/explain/:userId/:itemId',
    { schema: EXPLAIN },
    async ({ params, query }) => {
      const model = served();
      requireUser(model, params.userId);
      requireItem(model, params.itemId);
      const [user, item] = [userId(params.userId), itemId(params.itemId)];
      const explanation = withoutNames(explained(model, user, item, query.by));
      const titleOf = (id: ItemId) => model.titleOf(id);
      return {
        userId: user,
        itemId: item,
        title: titleOf(item),
        model: model.label,
        by: query.by,
        score: numberOrNull(explanation.score),
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
        })),
        counterfactuals: whatWouldChange(model, user, item, query.counterfactuals),
      };
    },
  );
}

/** @throws ServiceError 404 for a user that the model doesn't know */
function requireUser({ pack }: ServedModel, user: string): void {
  if (pack.model.train.users.has(user as UserId)) return;
  throw new ServiceError(404, 'UNKNOWN_USER', `user ${JSON.stringify(user)} has no rating in the train set`);
}

function explained(served: ServedModel, user: UserId, item: ItemId, by: ExplainQuery['by']): Explanation {
  const { model } = served.pack;
  if (!model.can.explains || (by === 'ratings' && !model.can.foldsIn)) {
    const what = by === 'ratings' ? 'by ratings' : 'its scores';
    throw new ServiceError(404, 'NOT_SUPPORTED', `the model ${served.label} can't explain ${what}`);
  }
  if (by === 'model') return model.explain(user, item);
  const visitor = model.foldIn([], { user });
  const score = visitor.scoresOf()[model.train.items.require(item)];
  return Number.isNaN(score) ? model.explain(user, item) : visitor.explain(item);
}

/** Null where nothing was asked for, or the model doesn't fold in, or has no score by the user's other ratings. */
function whatWouldChange(served: ServedModel, user: UserId, item: ItemId, k: number) {
  const { model } = served.pack;
  if (k === 0 || !model.can.foldsIn) return null;
  try {
    const found = counterfactuals(model, user, item, { k, attempts: MOST_COUNTERFACTUALS });
    if (found.length === 0) return null;
    return {
      ...found[0].before,
      without: found.map((one) => ({
        itemId: one.without,
        title: served.titleOf(one.without),
        rating: one.rating,
        score: numberOrNull(one.score),
        rank: numberOrNull(one.rank),
        sentence: counterfactualInWords(one, (id) => served.titleOf(id)),
      })),
    };
  } catch (error) {
    if (error instanceof OptionError) return null;
    throw error;
  }
}

/** What similar users gave stays, who they are goes. */
function withoutNames(explanation: Explanation): Explanation {
  const terms = explanation.terms.map(({ user: _, ...term }) => term);
  return { ...explanation, terms };
}

/** JSON has no NaN. */
function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
