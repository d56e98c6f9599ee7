/** What a live stream is given: its log, its folder, and whoever listens. */
import type { EventLog } from '../../streaming/event-log';

/** Where events go, and where the state is kept. */
export interface StreamSource {
  /** Opens the log, which the service closes. Called again if it couldn't be reached, or was replaced. */
  readonly open: () => Promise<EventLog>;
  /** A folder for checkpoints, of this service alone. */
  readonly dir: string;
  /**
   * Whether feedback is kept in the folder while the log is away, and forwarded later. Then the log may also be away when
   * the service starts. Default: false.
   */
  readonly mayBeAway?: boolean;
  /**
   * A group of services that divide the users among themselves: each applies the events of some partitions, and answers
   * for the users there. Default: none; each service applies all events.
   */
  readonly group?: string;
  /** Places of a list for new items: see `LiveModelOptions`. */
  readonly newItems?: number;
  /** Milliseconds for which an answer to feedback waits until lists follow it. Default: 250. */
  readonly effectWithin?: number;
}

export interface LiveStreamListeners {
  readonly onNote: (note: string) => void;
  /** Called for each event that arrives after the state has caught up. @param seconds since it was appended */
  readonly onEffect: (seconds: number) => void;
}
