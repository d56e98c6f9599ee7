import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** Whether the film was on the lists of a user at a time. */
interface ListTest {
  readonly time: number;
  readonly user: string;
  readonly batch: boolean;
  readonly live: boolean;
}
type Tests = readonly ListTest[];

interface Given {
  /** The notebook's stream, with stars. */
  readonly stream: { readonly tests: Tests };
}

const hitRate = (tests: Tests) => tests.filter(({ live }) => live).length / tests.length;
const areSame = (one: Tests, other: Tests, what: (test: ListTest) => unknown) =>
  one.length === other.length && one.every((test, n) => what(test) === what(other[n]));

export const clicksAlone: ExerciseSpec<Tests, Given, 'lower' | 'about the same' | 'higher'> = {
  id: '09-1',
  title: 'Clicks alone',
  level: 'predict',
  task: 'Most services know what was clicked, not how it was liked. Stream the same events again, as clicks without stars, into a log and a tester of their own. Guess first: is the hit rate of the live model lower, about the same (within .003), or higher?',
  needs: ['stream'],
  answer: 'clicks.tests',
  hints: [
    'Which ratings count as likes for EASE, and which clicks?',
    'Turn `events` into clicks, append them to a `newLog()`, and apply them to the `state` of a `newTester()`.',
    '`events.map(({ id, time, userId, itemId }) => ({ type: "click" as const, id, time, userId, itemId }))`',
  ],
  guessing: {
    from: ['lower', 'about the same', 'higher'],
    outcome: (tests, { stream }) => {
      const gain = hitRate(tests) - hitRate(stream.tests);
      return Math.abs(gain) <= 0.003 ? 'about the same' : gain > 0 ? 'higher' : 'lower';
    },
    tempting: {
      lower:
        'Stars say more than a click, but the test doesn’t ask what people liked: it asks what they rated next.',
      'about the same': 'Many events that EASE ignored as ratings of 1 to 3 stars now count.',
    },
  },
  check(tests, { stream }) {
    if (!areSame(tests, stream.tests, ({ user, time, batch }) => `${user} ${time} ${batch}`))
      return wrong('These aren’t tests on the events of the notebook, in their order.');
    if (areSame(tests, stream.tests, ({ live }) => live))
      return wrong('Not one of the live lists has changed.');
    return right(
      `Hit rate ${hitRate(stream.tests).toFixed(3)} with stars, ${hitRate(tests).toFixed(3)} with clicks. Ratings below 4 stars aren’t likes for EASE; as clicks, they count. What people rate next has to do with what they rated before, liked or not. Predicting what they do isn’t knowing what they enjoy.`,
    );
  },
  mistakes: [
    {
      words: 'All the lists are those with stars, so these events are still ratings. Turn them into clicks.',
      is: (tests, { stream }) => areSame(tests, stream.tests, ({ live }) => live),
    },
    {
      words: 'There are too many tests: other events were in this log or this tester before. Use new ones.',
      is: (tests, { stream }) => tests.length > stream.tests.length,
    },
    {
      words:
        'Some events are missing. People click on films, too, that they don’t like afterwards: keep them all.',
      is: (tests, { stream }) => tests.length < stream.tests.length,
    },
  ],
};
