/** Limits how often a cell shows the same error: a timer or a chain of callbacks may throw it a thousand times a second. */
import type { CellError } from './traceback';

/** The number of times that the same error is shown. */
export const SAME_ERRORS = 10;
/** Errors remembered; an error's message may contain a counter. */
const REMEMBERED = 1000;

export class ErrorFlood {
  private readonly counts = new Map<string, number>();

  /** Whether to show this error in full, only to say that it keeps being thrown, or not at all. */
  next({ ename, evalue }: CellError): 'error' | 'note' | 'nothing' {
    const error = `${ename}: ${evalue}`;
    const count = (this.counts.get(error) ?? 0) + 1;
    if (this.counts.size >= REMEMBERED) this.counts.clear();
    this.counts.set(error, count);
    if (count <= SAME_ERRORS) return 'error';
    return count === SAME_ERRORS + 1 ? 'note' : 'nothing';
  }
}
