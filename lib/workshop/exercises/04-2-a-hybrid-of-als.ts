import { pairedBootstrap, type Verdict } from '../../evaluation/intervals/bootstrap';
import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';

interface Both {
  /** ALS alone. */
  readonly alone: Evaluation;
  /** A `WeightedHybrid` of it and content. */
  readonly hybrid: Evaluation;
}

interface Given {
  readonly split: Split;
}

const cfOf = ({ row }: Evaluation) => (row.options.cf as { readonly model?: string } | undefined)?.model;
const weightOf = ({ row }: Evaluation) => Number(row.options.weight);

const CONCLUSIONS: Record<Verdict, string> = {
  'A beats B': 'So content knows something that ALS hasn’t learned from the ratings.',
  'B beats A': 'So the weight looked good on the validation part only: that is what the test part is for.',
  'not distinguishable': 'So content adds nothing measurable to ALS: prefer the simpler model.',
};

export const aHybridOfAls: ExerciseSpec<Both, Given> = {
  id: '04-2',
  title: 'A hybrid of ALS',
  level: 'change',
  task: 'Is a hybrid with a chosen weight better than its best member if collaborative filtering is ALS instead of SVD? Choose the weight as above, then evaluate ALS alone and the `WeightedHybrid` on `split`.',
  needs: ['split'],
  answer: '{ alone, hybrid }',
  hints: [
    'On which part must the weight be chosen, so that the test part stays unseen?',
    '`chooseWeight(split, { cf, content })` looks at a validation part of the train set. `cf` is `{ model: "ALS", … }`.',
    '`const { weight } = await chooseWeight(split, { cf, content: { model: "ContentRidge" } })`, then `createModel("WeightedHybrid", { cf, content: …, weight })`.',
  ],
  check({ alone, hybrid }, { split }) {
    if (!isOf(alone, 'ALS')) return wrong('`alone` must be the evaluation of ALS.');
    if (!isOf(hybrid, 'WeightedHybrid') || cfOf(hybrid) !== 'ALS')
      return wrong('`hybrid` must mix ALS with content.');
    if ([alone, hybrid].some(({ row }) => row.receipt.split !== split.hash))
      return wrong('Test both on `split`.');
    if (weightOf(hybrid) === 0)
      return right('The validation part chose w = 0, which is ALS alone: content adds nothing to it here.');
    const { words, verdict } = pairedBootstrap({ a: hybrid, b: alone });
    return right(`With w = ${weightOf(hybrid)}: ${words}. ${CONCLUSIONS[verdict]}`);
  },
  mistakes: [
    {
      words: 'The hybrid still has SVD in it. Pass another `cf`.',
      is: ({ hybrid }) => cfOf(hybrid) === 'SVD',
    },
    {
      words: 'The question is what content adds to ALS: `alone` must be ALS, not another model.',
      is: ({ alone }) => !isOf(alone, 'ALS'),
    },
    {
      words:
        'One of the two was tested on other ratings. The validation part is for choosing the weight, `split` for the verdict.',
      is: ({ alone, hybrid }, { split }) =>
        [alone, hybrid].some(({ row }) => row.receipt.split !== split.hash),
    },
  ],
};
