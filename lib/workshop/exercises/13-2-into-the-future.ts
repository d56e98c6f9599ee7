import type { Interactions } from '../../data/table/interactions';
import type { ModelSpec } from '../../models/registry';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** A measured row of lists. */
export interface MeasuredLists {
  readonly model: string;
  readonly split: string;
  readonly k: number;
  readonly ndcg: number;
}

/** What the exercise needs from the notebook. */
export interface ChosenModel {
  readonly ratings: Interactions;
  readonly winner: ModelSpec;
  readonly final: { readonly row: MeasuredLists };
  readonly k: number;
}

export const intoTheFuture: ExerciseSpec<MeasuredLists, ChosenModel, 'lower' | 'about the same' | 'higher'> =
  {
    id: '13-2',
    title: 'Into the future',
    level: 'change',
    task: 'A service knows the past and must recommend for the future. Measure the winner on the last fifth of the rows by time, for lists of the same length, and answer with the row. Guess first: is its nDCG lower, about the same (within .02), or higher?',
    needs: ['ratings', 'winner', 'final', 'k'],
    answer: 'future.row',
    hints: [
      'Which split in `lib/evaluation/evaluation` never lets a model learn from anything later than what it is tested on?',
      '`globalTimeCut(ratings)` is that split; import it, and pass it to `evaluateRanking` with the winner.',
      '`const future = await evaluateRanking(modelOf(winner), { split: globalTimeCut(ratings), k })`',
    ],
    guessing: {
      from: ['lower', 'about the same', 'higher'],
      outcome: ({ ndcg }, { final }) =>
        Math.abs(ndcg - final.row.ndcg) <= 0.02
          ? 'about the same'
          : ndcg < final.row.ndcg
            ? 'lower'
            : 'higher',
    },
    check(row, { final, k }) {
      const isTimed = row.split.startsWith('time cut');
      if (!isTimed || row.model !== final.row.model || row.k !== k || !Number.isFinite(row.ndcg))
        return wrong(
          `Expected ${final.row.model} with lists of ${k}, split at a time; got ${row.model}, ${row.split}.`,
        );
      return right(
        `nDCG ${row.ndcg.toFixed(3)} instead of ${final.row.ndcg.toFixed(3)}. The two are means over different users: many who were active in the past have nothing in the test part, and new ones can’t be helped yet.`,
      );
    },
    mistakes: [
      {
        words:
          'That is the random split again: the model has learned from rows later than those it is tested on.',
        is: ({ split }) => split.startsWith('random') || split.startsWith('shuffle'),
      },
      {
        words:
          'That tests each user’s own last rows. The model still learns from what others did later: split at one time for all.',
        is: ({ split }) => split.includes('last'),
      },
      {
        words: 'Another model, or lists of another length: compare the same model, with `k` places.',
        is: ({ model, k: places }, { final, k }) => model !== final.row.model || places !== k,
      },
    ],
  };
