/** Jobs that are done one after the other. */

/** Begins a job, which calls `done` once it is done; at once or later. */
export type Job = (done: () => void) => void;

/**
 * No promise holds the jobs together: one that waits for a turn is lost when a cell's code is ended in it, see
 * `end-javascript.ts`.
 */
export class JobQueue {
  private readonly waiting: Job[] = [];
  private isRunning = false;
  private holds = 0;
  private isBeginning = false;

  add(job: Job): void {
    this.waiting.push(job);
    this.next();
  }

  /** No other job begins until as many calls of {@link release}. */
  hold(): void {
    this.holds++;
  }

  release(): void {
    this.holds = Math.max(0, this.holds - 1);
    this.next();
  }

  /** A loop, not a recursion: thousands of jobs may be done as soon as they begin. */
  private next(): void {
    if (this.isBeginning) return;
    this.isBeginning = true;
    while (!this.isRunning && this.holds === 0 && this.waiting.length > 0) {
      this.isRunning = true;
      let isDone = false;
      this.waiting.shift()!(() => {
        if (isDone) return;
        isDone = true;
        this.isRunning = false;
        this.next();
      });
    }
    this.isBeginning = false;
  }
}
