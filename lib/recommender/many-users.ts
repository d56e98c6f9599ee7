/** Lists of many users and predictions of many pairs, with the same results as `recommend` and `predict`. */
import type { ItemIndex } from '../core/ids';
import { mustBeOptions } from '../core/options';
import { clipToScale } from '../core/rating-scale';
import type { Int32Vector } from '../core/readonly-vector';
import type { Interactions } from '../data/table/interactions';
import { type AskedUser, askedUser, userIndex } from './asked-user';
import { candidates, without } from './candidates';
import { FitRun } from './fit-run';
import type { Predictions, RecommendAllOptions } from './model';
import { StaleError } from './model-errors';
import { inOrder, listOf, ratedPairs, seenItems } from './rated-pairs';
import { knownSeen, mustRate, type PairScorer } from './scored-user';
import { listLength, topIndices } from './top-items';
import { TopLists } from './top-lists';

const NONE = new Int32Array(0);

/** The lists of many users. */
export async function recommendToAll(model: PairScorer, options: RecommendAllOptions): Promise<TopLists> {
  const { summary, name, version } = model;
  mustBeOptions(name, options, '{ k: 10 }');
  const ids = [...(options.users ?? summary.users)];
  const users = ids.map((user) => askedUser(model, user, options));
  const lists = new TopLists(summary, ids, Math.min(listLength(name, options), summary.itemCount));
  const context = model.contexts.read(options);
  const allowed = candidates(model, options);
  const seen = seenBy(model, users, options);
  const scoresOf = (items: Int32Array, user: AskedUser) => {
    const scores = new Float64Array(items.length);
    for (let n = 0; n < items.length; n++) scores[n] = model.estimate(user, items[n] as ItemIndex, context);
    return scores;
  };
  const run = new FitRun(name, options);
  run.throwIfAborted();
  const near = model.nearForAll?.({ users, wanted: lists.k, allowed, seen }, context)?.[Symbol.iterator]();
  for (const [place, user] of users.entries()) {
    const found = near?.next().value ?? undefined;
    const scores = found ? scoresOf(found, user) : model.scoreItems(user, context);
    const isAllowed = found ? undefined : without(allowed.slice(), seen(place));
    lists.set(place, topIndices(scores, lists.k, isAllowed), scores, found);
    await run.breathe();
    if (model.version !== version) {
      throw new StaleError(name, 'it was fitted or updated while the lists were made; ask for them again');
    }
  }
  return lists;
}

/** Inner indices of the items that are left out for the user in a place of the list. */
function seenBy(
  { name, summary }: PairScorer,
  users: readonly AskedUser[],
  { filterSeen, users: some }: RecommendAllOptions,
): (place: number) => Int32Array {
  if (filterSeen === false) return () => NONE;
  const pairs = some ? undefined : ratedPairs(summary);
  const byUser = pairs && inOrder(pairs.byUser);
  return (place) => {
    const user = users[place];
    if (user === undefined) return NONE;
    return byUser ? listOf(byUser, user) : knownSeen(name, seenItems(summary, user));
  };
}

/**
 * r̂ of each row of a table. CapabilityError if the model's scores aren't ratings.
 * @param order the order in which rows are predicted; default: the table's
 */
export function predictPairs(
  model: PairScorer,
  pairs: Interactions,
  order: Int32Vector | undefined,
): Predictions {
  const train = model.summary;
  mustRate(model);
  const users = Array.from(pairs.users, (id) => userIndex(model, id));
  const items = Array.from(pairs.items, (id) => train.items.indexOf(id));
  const scores = new Float64Array(pairs.length);
  const ratings = new Float64Array(pairs.length);
  const impossible = new Uint8Array(pairs.length);
  const contextOf = model.contexts.ofRows(pairs);
  for (let n = 0; n < pairs.length; n++) {
    const row = order?.[n] ?? n;
    const [user, item] = [users[pairs.userColumn[row]], items[pairs.itemColumn[row]]];
    const score = model.estimate(user, item, contextOf(row));
    impossible[row] = Number.isNaN(score) ? 1 : 0;
    scores[row] = impossible[row] ? train.mean : score;
    ratings[row] = clipToScale(train.scale, scores[row]);
  }
  return { ratings, scores, impossible };
}
