/** The list of a user, from the scores. */
import type { ItemIndex } from '../core/ids';
import type { Recommendation, RecommendOptions } from './answers';
import { candidates, without } from './candidates';
import { nearList } from './near-list';
import { knownSeen, listPlace, type ScoredUser, type Scorer } from './scored-user';
import { listLength, topIndices } from './top-items';

/** The best items for a user. @throws OptionError for an invalid k */
export function recommendTo(model: Scorer, to: ScoredUser, given: RecommendOptions): Recommendation[] {
  const k = listLength(model.name, given);
  // A generator can be read only once, and `without` may be read twice.
  const options = given.without === undefined ? given : { ...given, without: [...given.without] };
  const near = nearList(model, to, options);
  if (near) return near;
  const allowed = candidates(model, options);
  if (options.filterSeen !== false) without(allowed, knownSeen(model.name, to.seen));
  const scores = to.scores();
  const { marks } = to;
  return topIndices(scores, k, allowed).map((item) =>
    listPlace(model.summary, item as ItemIndex, scores[item], marks),
  );
}
