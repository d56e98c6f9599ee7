/** A run younger than this may finish, so that fast work follows a slider that keeps moving; milliseconds. */
const YOUNG = 150;
/** The minimum time between starts, about what a browser needs to draw a figure; milliseconds. */
const BETWEEN = 120;

/**
 * Repeats work on request, one run at a time: simultaneous requests are merged, and a request during a run aborts
 * that run through its signal.
 */
export class LatestRun {
  private wanted = false;
  private ended = false;
  private startedAt = Number.NEGATIVE_INFINITY;
  private controller: AbortController | undefined;
  private stopping: NodeJS.Timeout | undefined;
  private loop: Promise<void> | undefined;

  /** @param work mustn't reject */
  constructor(private readonly work: (signal: AbortSignal) => Promise<void>) {}

  /** The work must be repeated. */
  request(): void {
    if (this.ended) return;
    this.wanted = true;
    if (this.controller) this.stopSoon();
    this.loop ??= this.run();
  }

  /** Resolves when all requested work is done; at once if there is none. */
  async settled(): Promise<void> {
    await this.loop;
  }

  /** Aborts the current run; no others follow. */
  end(): void {
    this.ended = true;
    this.wanted = false;
    this.stop();
  }

  private async run(): Promise<void> {
    while (this.wanted) {
      const wait = this.startedAt + BETWEEN - performance.now();
      // At least one turn of the event loop, to merge requests already waiting in it.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
      if (!this.wanted) break;
      this.wanted = false;
      this.startedAt = performance.now();
      this.controller = new AbortController();
      await this.work(this.controller.signal);
      clearTimeout(this.stopping);
      this.stopping = undefined;
      this.controller = undefined;
    }
    this.loop = undefined;
  }

  private stopSoon(): void {
    const left = this.startedAt + YOUNG - performance.now();
    if (left <= 0) this.stop();
    else this.stopping ??= setTimeout(() => this.stop(), left);
  }

  private stop(): void {
    this.controller?.abort();
  }
}
