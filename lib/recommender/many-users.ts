/** Lists of many users and predictions of many pairs, with the same results as `recommend` and `predict`. */
import type { ItemIndex, UserIndex } from '../core/ids';
import { clipToScale } from '../core/rating-scale';
import type { Int32Vector } from '../core/readonly-vector';
import type { Interactions } from '../data/table/interactions';
import { askedUser, userIndex } from './asked-user';
import { candidates, without } from './candidates';
import type { EncodedContext } from './context-reader';
import { FitRun } from './fit-run';
import type { Predictions, RecommendAllOptions } from './model';
import { StaleError } from './model-errors';
import { seenItems } from './rated-pairs';
import { fillTopLists, type ScoreBlock } from './score-blocks';
import { knownSeen, mustRate, type PairScorer } from './scored-user';
import { listLength } from './top-items';
import { TopLists } from './top-lists';

/** Scores of all items for many users in one context, in blocks, in order; undefined is an unknown user. */
export type ScoreBlocks = (
  users: readonly (UserIndex | undefined)[],
  visit: (block: ScoreBlock) => Promise<void>,
  context?: EncodedContext,
) => Promise<void>;

/** The lists of many users. */
export async function recommendToAll(
  model: PairScorer,
  scoreBlocks: ScoreBlocks,
  options: RecommendAllOptions,
): Promise<TopLists> {
  const { summary, name, version } = model;
  const ids = [...(options.users ?? summary.users)];
  const users = ids.map((user) => askedUser(model, user, options));
  const lists = new TopLists(summary, ids, Math.min(listLength(name, options), summary.itemCount));
  const context = model.contexts.read(options);
  const common = candidates(model, options);
  const run = new FitRun(name, options);
  run.throwIfAborted();
  // One array for all users: what was left out for one is put back for the next.
  const allowed = common.slice();
  let seen: Int32Array = new Int32Array(0);
  const visit = async (block: ScoreBlock) => {
    fillTopLists(lists, block, {
      allowed: (row) => {
        for (let n = 0; n < seen.length; n++) allowed[seen[n]] = common[seen[n]];
        const user = users[row];
        const isFiltered = options.filterSeen !== false && user !== undefined;
        seen = isFiltered ? knownSeen(name, seenItems(summary, user)) : new Int32Array(0);
        return without(allowed, seen);
      },
      exact: (row, item) => model.estimate(users[row], item as ItemIndex, context),
    });
    await run.breathe();
    if (model.version !== version) {
      throw new StaleError(name, 'it was fitted or updated while the lists were made; ask for them again');
    }
  };
  await scoreBlocks(users, visit, context);
  return lists;
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
