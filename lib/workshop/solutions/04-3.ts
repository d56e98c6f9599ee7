import { evaluate } from '../../evaluation/ratings/evaluate';
import { createModel, type ModelSpec } from '../../models/registry';
import type { SolutionOf } from '../exercise-spec';
import type { switching } from '../exercises/04-3-switching';

export const guess = 'ContentRidge';

/** A new film has no ratings, so the fallback predicts it, and the two errors are equal. */
export const answer: SolutionOf<typeof switching, { cf: ModelSpec; content: ModelSpec }> = async ({
  cold,
  cf,
  content,
}) => {
  const switching = createModel('SwitchingHybrid', { cf, fallback: content, by: 'item' });
  const switched = await evaluate(switching, { split: cold });
  return switched;
};
