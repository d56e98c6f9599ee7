import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** What the service answers, or the error that it names. */
interface Reply {
  readonly cold?: boolean;
  readonly recommendations?: readonly { readonly title?: string }[];
  readonly error?: { readonly code: string };
}

const count = ({ recommendations = [] }: Reply) => recommendations.length;

export const nobody: ExerciseSpec<Reply, void, 'an error' | 'an empty list' | 'the list for everybody'> = {
  id: '06-1',
  title: 'A list for nobody',
  level: 'predict',
  task: 'What does `/recommend/nobody?cold=true` give? Guess, then ask the service at `there`, and check its answer as JSON.',
  needs: [],
  answer: 'reply',
  hints: [
    'Who is "nobody" to the model, and what does `cold=true` allow?',
    'Without `cold=true` an unknown user is an error (see above). `fetch` gives a response; its `json()` is the answer.',
    '`await (await fetch(there + "/recommend/nobody?cold=true")).json()`',
  ],
  guessing: {
    from: ['an error', 'an empty list', 'the list for everybody'],
    outcome: (reply) => (count(reply) === 0 ? 'an empty list' : 'the list for everybody'),
    tempting: {
      'an error':
        'That is the answer without `cold=true`: a caller has to say that a list for everybody will do.',
      'an empty list': 'Nothing is known about this user, but a lot is known about the films.',
    },
  },
  check(reply) {
    if (reply.error !== undefined)
      return wrong(`The service says ${reply.error.code}. Was \`cold=true\` asked for?`);
    if (reply.cold !== true) return wrong('The answer isn’t marked as cold: somebody known was asked for.');
    if (count(reply) === 0) return wrong('The list is empty. Was `n` left at its default?');
    return right(
      `${count(reply)} films, marked as cold: the same for everybody without ratings. The mark lets a page say "popular" and not "for you".`,
    );
  },
  mistakes: [
    {
      words:
        'The service refuses, because it doesn’t know this user. Add `?cold=true`: then the list for everybody will do.',
      is: ({ error }) => error !== undefined,
    },
    {
      words: 'You asked for a user of the train set: the answer is personal, not cold.',
      is: ({ cold, error }) => error === undefined && cold === false,
    },
    {
      words:
        'This isn’t an answer with recommendations. Check the JSON of `/recommend`, not the response or another route.',
      is: (reply) => reply.error === undefined && reply.cold === undefined,
    },
  ],
};
