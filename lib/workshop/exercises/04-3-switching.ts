import type { Evaluation } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import type { ModelSpec } from '../../models/registry';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';

interface Given {
  readonly cold: Split;
  readonly coldRidge: Evaluation;
}

/** Seeds and 32-bit sums change the RMSE by less than this. */
const EQUAL = 1e-6;

export const switching: ExerciseSpec<Evaluation, Given, 'SVD' | 'ContentRidge' | 'something in between'> = {
  id: '04-3',
  title: 'Switching',
  level: 'predict',
  task: 'A `SwitchingHybrid` asks SVD about films with enough ratings and ContentRidge about the others. On new films, as which model will it predict? Guess, then evaluate it on `cold`.',
  needs: ['cold', 'coldRidge'],
  answer: 'switched',
  hints: [
    'How many train ratings does a film of the test part of `cold` have?',
    '`createModel("SwitchingHybrid", …)` takes `cf`, `fallback` and `by`.',
    '`await evaluate(createModel("SwitchingHybrid", { cf, fallback: content, by: "item" }), { split: cold })`',
  ],
  guessing: {
    from: ['SVD', 'ContentRidge', 'something in between'],
    outcome: (switched, { coldRidge }) =>
      Math.abs(switched.row.rmse - coldRidge.row.rmse) < EQUAL ? 'ContentRidge' : 'something in between',
    tempting: {
      SVD: 'SVD is asked only where there are ratings, and a new film has none.',
      'something in between': 'It switches, it doesn’t mix: each prediction comes from one model.',
    },
  },
  check(switched, given) {
    if (!isOf(switched, 'SwitchingHybrid', { by: 'item' }))
      return wrong('Expected a `SwitchingHybrid` that switches by item.');
    const fallback = (switched.row.options.fallback as ModelSpec | undefined)?.model;
    if (fallback !== 'ContentRidge')
      return wrong(`Expected ContentRidge as the fallback, got ${fallback}. Pass \`fallback: content\`.`);
    if (switched.row.receipt.split !== given.cold.hash) return wrong('Expected a result on `cold`.');
    return right(
      `RMSE ${switched.row.rmse.toFixed(4)}; ContentRidge alone has ${given.coldRidge.row.rmse.toFixed(4)}. A film without ratings goes to the fallback, so a switch costs nothing on new films and has SVD for the others.`,
    );
  },
  mistakes: [
    {
      words: 'That is a weighted hybrid: it mixes two predictions instead of choosing one.',
      is: (switched) => isOf(switched, 'WeightedHybrid'),
    },
    {
      words: 'It switches by the user, and these users have many ratings. Set `by: "item"`.',
      is: (switched) => isOf(switched, 'SwitchingHybrid', { by: 'user' }),
    },
    {
      words: 'It was tested on other films. New ones are in `cold`.',
      is: (switched, given) => switched.row.receipt.split !== given.cold.hash,
    },
  ],
};
