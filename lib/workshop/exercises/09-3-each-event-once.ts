import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

interface State {
  readonly count: number;
  /** For each partition, the offset of the next event. */
  readonly next: readonly number[];
}
type Events = readonly { readonly partition: number; readonly offset: number }[];
type Apply = (state: State, events: Events) => State;

/** Counts an event if `isNew`, and then says with `after` where its partition continues. */
const applying =
  (
    isNew: (offset: number, next: number) => boolean,
    after: (offset: number, next: number) => number,
  ): Apply =>
  (state, events) => {
    const next = [...state.next];
    let { count } = state;
    for (const { partition, offset } of events) {
      if (!isNew(offset, next[partition])) continue;
      count++;
      next[partition] = after(offset, next[partition]);
    }
    return { count, next };
  };

const isNew = (offset: number, next: number) => offset >= next;
const behind = (offset: number) => offset + 1;
const at = (...places: readonly (readonly [number, number])[]) =>
  places.map(([partition, offset]) => ({ partition, offset }));

const judged = judgeFunction<Parameters<Apply>, State>(
  {
    reference: applying(isNew, behind),
    praise:
      'Each event once, whatever is read again. If count and offsets are saved together, this survives any crash.',
    probes: [
      { about: 'no events', args: () => [{ count: 5, next: [5, 0] }, []] },
      { about: 'two new events', args: () => [{ count: 0, next: [0, 0] }, at([0, 0], [0, 1])] },
      {
        about: 'a batch that is read again, with one new event',
        args: () => [{ count: 2, next: [2, 0] }, at([0, 0], [0, 1], [0, 2])],
      },
      {
        about: 'two partitions, each with offsets of its own',
        args: () => [{ count: 3, next: [0, 3] }, at([0, 0], [1, 2], [0, 1], [1, 3])],
      },
      {
        about: 'the same event twice in a batch',
        args: () => [{ count: 0, next: [0, 0] }, at([1, 0], [1, 0], [1, 1])],
      },
      {
        about: 'a gap in the offsets, as in Kafka',
        args: () => [{ count: 1, next: [1, 0] }, at([0, 1], [0, 7], [0, 7])],
      },
    ],
  },
  [
    {
      words:
        'It counts every event that it reads. Those before `next` of their partition were counted before.',
      written: applying(() => true, behind),
    },
    {
      words: '`next` is the offset of the next event, not of the last one: that event is new, too.',
      written: applying((offset, next) => offset > next, behind),
    },
    {
      words: 'After an event, its partition continues behind it: at its offset plus one.',
      written: applying(isNew, (offset) => offset),
    },
    {
      words:
        'Offsets can have gaps, so `next` can’t be counted up. Continue behind the offset of the event itself.',
      written: applying(isNew, (_, next) => next + 1),
    },
  ],
);

export const eachEventOnce: ExerciseSpec<Apply> = {
  id: '09-3',
  title: 'Each event once',
  level: 'build',
  task: 'Write `apply`: a function of a state and the events of a batch that returns the new state. `count` is how many events were counted, `next` has the offset of the next event for each partition. An event that was counted before is left out.',
  needs: [],
  answer: 'apply',
  hints: [
    'How does the state show that an event was counted before?',
    'An event is new if its offset is at least `next` of its partition. Then `next` moves behind it.',
    '`if (offset < next[partition]) continue; count++; next[partition] = offset + 1;`',
  ],
  ...judged,
};
