/**
 * Decides which execution requests were sent before their sender could know that an earlier one had failed.
 */
import type { Header } from './message';

/**
 * A front end that runs a whole notebook sends one cell after the other, and a cell that fails at once
 * finishes before the next arrives. The date in a message's header is when it was created, by the sender's
 * clock. The error was shown no earlier than the failed request's date plus the time spent here. Requests
 * created before that are aborted. Anything that a person, or a program that waits for replies, runs
 * afterwards is executed, however soon it arrives.
 */
export class AfterFailure {
  private session: string | undefined;
  /** By the sender's clock, in whole milliseconds, because some senders' dates have no more precision. */
  private shownAt = 0;

  /**
   * A request has failed, and its error is about to be shown.
   * @param milliseconds since it arrived
   */
  failed({ session, date }: Header, milliseconds: number): void {
    this.session = session;
    this.shownAt = timeOf(date) + Math.floor(milliseconds);
  }

  /** Whether this request should be aborted; never without a date, or if it comes from another client. */
  aborts({ session, date }: Header): boolean {
    return session === this.session && timeOf(date) < this.shownAt;
  }
}

/** Whole milliseconds; NaN, which no comparison matches, if it isn't a date. */
function timeOf(date: unknown): number {
  return typeof date === 'string' ? Date.parse(date) : Number.NaN;
}
