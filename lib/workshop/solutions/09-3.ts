import type { SolutionOf } from '../exercise-spec';
import type { eachEventOnce } from '../exercises/09-3-each-event-once';

/** Offsets only increase within a partition, so one number for each says it for all events. */
export const answer: SolutionOf<typeof eachEventOnce> = () => {
  type State = { count: number; next: readonly number[] };
  const apply = (state: State, events: readonly { partition: number; offset: number }[]): State => {
    const next = [...state.next];
    let { count } = state;
    for (const { partition, offset } of events) {
      if (offset < next[partition]!) continue;
      count++;
      next[partition] = offset + 1;
    }
    return { count, next };
  };
  return apply;
};
