import type { ItemId, UserId } from '../../core/ids';
import { type Explanation, sumOfTerms } from '../../recommender/explanation';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isClose } from '../written-function';

interface Shares {
  readonly hybrid: Explanation;
  /** Sums of the terms: those that both members have in common, those of ALS, those of ContentRidge. */
  readonly common: number;
  readonly als: number;
  readonly content: number;
}

/** The prediction. */
interface Given {
  readonly someone: UserId;
  readonly wanted: ItemId;
}

const part = ({ terms }: Explanation, member?: string) =>
  sumOfTerms(terms.filter((term) => term.member === member));
const near = (one: number, other: number) => isClose(one, other, 0.006);

export const membersOfAHybrid: ExerciseSpec<Shares, Given> = {
  id: '05-3',
  title: 'The members of a hybrid',
  level: 'change',
  task: 'Explain the same prediction by a `WeightedHybrid` of ALS and ContentRidge with weight 0.3. How much of the score comes from ALS, how much from ContentRidge, and how much have they in common?',
  needs: ['someone', 'wanted'],
  answer: '{ hybrid, common, als, content }',
  hints: [
    'Each term of the hybrid says which member it comes from. What about the mean, which both have?',
    'Add up the terms by their `member`; those in common have none.',
    '`sumOfTerms(hybrid.terms.filter(({ member }) => member === "ALS"))`, and `undefined` for what is in common.',
  ],
  check({ hybrid, common, als, content }, { someone, wanted: item }) {
    if (hybrid.model !== 'WeightedHybrid') return wrong(`Expected a WeightedHybrid, got ${hybrid.model}.`);
    if (hybrid.user !== someone || hybrid.item !== item) return wrong('Explain `wanted` for `someone`.');
    const wanted = [part(hybrid), part(hybrid, 'ALS'), part(hybrid, 'ContentRidge')];
    const off = [common, als, content].findIndex((value, n) => !near(value, wanted[n]));
    if (off !== -1)
      return wrong(`The part of ${['what is in common', 'ALS', 'ContentRidge'][off]} isn’t right.`);
    return right(
      `In common ${common.toFixed(2)}, ALS ${als.toFixed(2)}, ContentRidge ${content.toFixed(2)}: together ${hybrid.score.toFixed(2)}. What both have, such as the mean, is one term and not two.`,
    );
  },
  mistakes: [
    {
      words: 'You left out what both have in common: the three don’t add up to the score.',
      is: ({ hybrid, common, als, content }) =>
        near(common, 0) && !near(common + als + content, hybrid.score),
    },
    {
      words: 'ALS and ContentRidge are swapped.',
      is: ({ hybrid, als, content }) =>
        near(content, part(hybrid, 'ALS')) && near(als, part(hybrid, 'ContentRidge')),
    },
    {
      words: 'You counted terms instead of adding their values.',
      is: ({ hybrid, als }) => als === hybrid.terms.filter(({ member }) => member === 'ALS').length,
    },
  ],
};
