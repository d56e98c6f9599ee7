import type { ItemId } from '../../core/ids';
import { counterfactuals } from '../../explain/counterfactuals';
import type { Model } from '../../recommender/model';
import type { VisitorRating } from '../../recommender/visitor';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  readonly ease: Model;
  readonly visitor: readonly VisitorRating[];
  readonly jedi: ItemId;
}

const all = ({ ease, visitor, jedi }: Given) => counterfactuals(ease, visitor, jedi, { k: visitor.length });
const decisive = (given: Given) =>
  all(given)
    .filter(({ before, rank }) => before.rank === 1 && !(rank === 1))
    .map(({ without }) => without);
const same = (one: readonly ItemId[], other: readonly ItemId[]) =>
  [...one].sort().join() === [...other].sort().join();

export const theOneThatCounts: ExerciseSpec<readonly ItemId[], Given> = {
  id: '05-2',
  title: 'The ratings that count',
  level: 'change',
  task: 'If Return of the Jedi is first on the visitor’s EASE list: without which single ratings would it not be? The ids of the films, in a list; an empty list if there is none.',
  needs: ['ease', 'visitor', 'jedi'],
  answer: 'needed',
  hints: [
    'Which number changes if a film is no longer first: its score or its rank?',
    '`counterfactuals` leaves out each rating in turn. Ask for all of them, with `k`.',
    '`counterfactuals(ease, visitor, jedi, { k: 5 }).filter(({ before, rank }) => before.rank === 1 && rank > 1)`',
  ],
  check(answer, given) {
    const wanted = decisive(given);
    if (!same(answer, wanted))
      return wrong(`Expected ${wanted.length === 0 ? 'an empty list' : 'other films'}.`);
    return right(
      wanted.length === 0
        ? 'None: each rating can go, the others keep it where it is (or it isn’t first to begin with).'
        : `${wanted.length} of ${given.visitor.length} ratings. A film can lose much of its score and stay first, or lose little and fall.`,
    );
  },
  mistakes: [
    {
      words:
        'These are the films whose terms are positive: without them the score falls. The question is about the rank.',
      is: (answer, given) =>
        same(
          answer,
          all(given)
            .filter(({ before, score }) => score < before.score)
            .map(({ without }) => without),
        ),
    },
    {
      words: 'These are all of the visitor’s films. Look at the rank after each has been left out.',
      is: (answer, { visitor }) =>
        same(
          answer,
          visitor.map(({ item }) => item),
        ),
    },
    {
      words: 'One of these isn’t among the visitor’s films: `without` is the film that was left out.',
      is: (answer, { visitor }) => answer.some((item) => !visitor.some((given) => given.item === item)),
    },
  ],
};
