import { applyEvents, type LogState } from '../../streaming/apply-events';
import type { EventLog } from '../../streaming/event-log';
import type { SolutionOf } from '../exercise-spec';
import type { clicksAlone } from '../exercises/09-1-clicks-alone';

export const guess = 'higher';

interface Around {
  readonly events: readonly {
    readonly id: string;
    readonly time: number;
    readonly userId: string;
    readonly itemId: string;
  }[];
  newLog(): Promise<EventLog>;
  newTester(): {
    readonly state: LogState;
    readonly tests: readonly { time: number; user: string; batch: boolean; live: boolean }[];
  };
}

/** The ids and times may stay, since the log is a new one. */
export const answer: SolutionOf<typeof clicksAlone, Around> = async ({ events, newLog, newTester }) => {
  const clicks = newTester();
  const clickLog = await newLog();
  await clickLog.append(
    events.map(({ id, time, userId, itemId }) => ({ type: 'click' as const, id, time, userId, itemId })),
  );
  await applyEvents(clickLog, clicks.state, { name: 'clicks', follow: false });
  return clicks.tests;
};
