/** Runs jobs one after the other. */

/** Starts a job, which calls `done` when it is finished, at once or later. */
export type Job = (done: () => void) => void;

/**
 * Jobs are not chained by promises: a promise waiting for its turn is lost when a cell's code is ended in that turn,
 * see `end-javascript.ts`.
 */
export class JobQueue {
  private readonly waiting: Job[] = [];
  private isRunning = false;
  private holds = 0;

  /** @param onError receives what a job throws while it starts; that job is finished then */
  constructor(private readonly onError: (error: unknown) => void) {}

  add(job: Job): void {
    this.waiting.push(job);
    this.next();
  }

  /** Blocks further jobs until {@link release} has been called as many times. */
  hold(): void {
    this.holds++;
  }

  /** Begins the next job even if the last one was ended while it started, once that one is done. */
  release(): void {
    this.holds = Math.max(0, this.holds - 1);
    this.next();
  }

  /** A loop, not recursion: thousands of jobs may finish as soon as they start. */
  private next(): void {
    while (!this.isRunning && this.holds === 0 && this.waiting.length > 0) this.begin(this.waiting.shift()!);
  }

  private begin(job: Job): void {
    this.isRunning = true;
    let isDone = false;
    let isBeginning = true; // here, and not in the queue: it stays so if the job is ended
    const done = () => {
      if (isDone) return;
      isDone = true;
      this.isRunning = false;
      if (!isBeginning) this.next();
    };
    try {
      job(done);
    } catch (error) {
      this.onError(error);
      done();
    }
    isBeginning = false;
  }
}
