import type { SolutionOf } from '../exercise-spec';
import type { onlyIfItIsSure } from '../exercises/08b-2-only-if-it-is-sure';

/** The probability depends on the prediction and on how far off it may be. */
export const answer: SolutionOf<typeof onlyIfItIsSure> = ({ model, someone }) => {
  const own = model.train.ratingsOf(someone).map(({ item }) => item);
  const others = [...model.train.items].filter((item) => !own.includes(item));
  const chances = others.map((item) => model.distributionOf(someone, item).probabilityOfAtLeast(4));
  const sure = chances.filter((chance) => chance >= 0.75).length;
  return sure;
};
