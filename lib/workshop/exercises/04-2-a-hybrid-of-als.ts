import { pairedBootstrap, type Verdict } from '../../evaluation/intervals/bootstrap';
import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { type ModelSpec, modelOf } from '../../models/registry';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';
import { isClose } from '../written-function';

interface Both {
  /** ALS alone. */
  readonly alone: Evaluation;
  /** A `WeightedHybrid` of it and content. */
  readonly hybrid: Evaluation;
}

interface Given {
  readonly split: Split;
}

const memberOf = ({ row }: Evaluation, member: 'cf' | 'content') =>
  row.options[member] as ModelSpec | undefined;
const cfOf = (hybrid: Evaluation) => memberOf(hybrid, 'cf')?.model;
/** Whether the hybrid's ALS is another one than the one alone. */
const hasOtherAls = ({ alone, hybrid }: Both) =>
  isOf(alone, 'ALS') &&
  cfOf(hybrid) === 'ALS' &&
  Object.entries(modelOf(memberOf(hybrid, 'cf')!).options).some(
    ([name, value]) => !isClose(alone.row.receipt.options[name], value, 0),
  );
const weightOf = ({ row }: Evaluation) => Number(row.options.weight);

const CONCLUSIONS: Record<Verdict, string> = {
  'A beats B': 'So content knows something that ALS hasn’t learned from the ratings.',
  'B beats A':
    'If you chose the weight on a validation part, it looked good there only: that is what the test part is for.',
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
    if (memberOf(hybrid, 'content')?.model === 'MeanRating')
      return wrong('A mean rating says nothing about what is in a film. Pass `content`.');
    if ([alone, hybrid].some(({ row }) => row.receipt.split !== split.hash))
      return wrong('Test both on `split`.');
    if (hasOtherAls({ alone, hybrid })) return wrong('ALS must have the same options in both.');
    if (weightOf(hybrid) === 0)
      return right(
        'With w = 0, the hybrid is ALS alone. If the validation part chose that weight, content adds nothing to ALS here.',
      );
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
    {
      words:
        'ALS alone has other options than the ALS in the hybrid, so the content isn’t the only difference. Pass the same ones to both.',
      is: hasOtherAls,
    },
  ],
};
