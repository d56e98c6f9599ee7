/** Which execution requests were sent before their sender could know that an earlier one had failed. */
import type { Header } from './message';

/**
 * A front end that runs a whole notebook sends one cell after the other, and a cell that fails at once is done before
 * the next has come. The date in a message's header tells when it was made, by the sender's clock. So does that of the
 * failed one: the error was shown at its date plus the time that it was here, no earlier. What was made before that is
 * aborted. What a person, or a program that waits for the reply, runs after it is not, however soon it comes.
 */
export class AfterFailure {
  private session: string | undefined;
  /** By the sender's clock, in whole milliseconds, as some senders' dates are. */
  private shownAt = 0;

  /**
   * A request has failed, which is about to be shown.
   * @param milliseconds since it came
   */
  failed({ session, date }: Header, milliseconds: number): void {
    this.session = session;
    this.shownAt = timeOf(date) + Math.floor(milliseconds);
  }

  /** Is this request to be aborted? Not without dates, and not one of another client. */
  aborts({ session, date }: Header): boolean {
    return session === this.session && timeOf(date) < this.shownAt;
  }
}

/** Whole milliseconds; NaN, which compares with nothing, for what is no date. */
function timeOf(date: unknown): number {
  return typeof date === 'string' ? Date.parse(date) : Number.NaN;
}
