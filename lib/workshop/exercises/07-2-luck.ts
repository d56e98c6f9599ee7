import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { changedOptions, isOf } from '../same-experiment';
import { sameProtocol } from './parts/same-protocol';

interface Given {
  /** The notebook's result. */
  readonly gmf: RankingEvaluation;
}

const seedsOf = (runs: readonly RankingEvaluation[]) => new Set(runs.map(({ row }) => row.options.seed));
const changesMore = (one: RankingEvaluation, other: RankingEvaluation) =>
  changedOptions(one, other).some((name) => name !== 'seed');

export const luck: ExerciseSpec<readonly RankingEvaluation[], Given> = {
  id: '07-2',
  title: 'Luck',
  level: 'change',
  task: 'How much of `gmf`’s nDCG is luck? Measure GMF three times in the same way, with everything as it was except the seed, and put the three results in a list.',
  needs: ['gmf'],
  answer: 'three',
  hints: [
    'What is drawn at random when a network learns, and which option decides it?',
    'Call `ranked` three times, each time with a GMF that has another `seed`.',
    '`for (const seed of [1, 2, 3]) three.push(await ranked(new GMF({ factors, seed }), "GMF again"));`',
  ],
  check(three, { gmf }) {
    if (three.length !== 3) return wrong(`Expected three results, got ${three.length}.`);
    if (!three.every((one) => isOf(one, 'GMF'))) return wrong('All three must be evaluations of GMF.');
    if (!three.every((one) => sameProtocol(one, gmf)))
      return wrong('All three must be measured the way `gmf` was.');
    if (seedsOf(three).size < 3) return wrong('Two of them have the same seed.');
    if (three.some((one) => changesMore(one, gmf)))
      return wrong('Something other than the seed differs from `gmf`.');
    const [low, , high] = three.map(({ row }) => row.ndcg).sort((a, b) => a - b);
    return right(
      `nDCG from ${low.toFixed(4)} to ${high.toFixed(4)}: ${(high - low).toFixed(4)} apart by luck alone. The bootstrap’s intervals are about other users; they know nothing of this. A gain that is smaller than the luck is no gain.`,
    );
  },
  mistakes: [
    {
      words:
        'They have the same seed, so they are the same model, fitted again. Give each a seed of its own.',
      is: (three) => three.length === 3 && seedsOf(three).size < 3,
    },
    {
      words:
        'More than the seed differs from `gmf`. If anything else changes, you don’t know what made the difference.',
      is: (three, { gmf }) =>
        three.length === 3 &&
        three.every((one) => isOf(one, 'GMF')) &&
        three.some((one) => changesMore(one, gmf)),
    },
    {
      words: 'One was measured in another way, or on another split. Use `ranked`.',
      is: (three, { gmf }) => three.some((one) => !sameProtocol(one, gmf)),
    },
  ],
};
