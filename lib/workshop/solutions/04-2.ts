import { evaluate } from '../../evaluation/ratings/evaluate';
import { chooseWeight } from '../../evaluation/search/weight-curve';
import { createModel, type ModelSpec } from '../../models/registry';
import type { SolutionOf } from '../exercise-spec';
import type { aHybridOfAls } from '../exercises/04-2-a-hybrid-of-als';

/** The weight is chosen on a part of the train set; the test part gives the verdict. */
export const answer: SolutionOf<typeof aHybridOfAls, { content: ModelSpec; epochs: number }> = async ({
  split,
  content,
  epochs,
}) => {
  const alsSpec = { model: 'ALS', options: { epochs, seed: 0 } };
  const forAls = await chooseWeight(split, { cf: alsSpec, content });
  const mixed = createModel('WeightedHybrid', { cf: alsSpec, content, weight: forAls.weight });
  const alone = await evaluate(createModel('ALS', alsSpec.options), { split });
  const alsHybrid = await evaluate(mixed, { split, label: 'ALS hybrid' });
  return { alone, hybrid: alsHybrid };
};
