/** A run that is younger is left to finish, so that fast work follows a slider that keeps moving; milliseconds. */
const YOUNG = 150;
/** From one start to the next at least: a browser takes about so long for a figure. Milliseconds. */
const BETWEEN = 120;

/**
 * Does work again when asked, one at a time: requests that come together are one, and one that comes during a
 * run ends that run through its signal.
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

  /** The work is to be done anew. */
  request(): void {
    if (this.ended) return;
    this.wanted = true;
    if (this.controller) this.stopSoon();
    this.loop ??= this.run();
  }

  /** Resolves when all that was asked for is done; at once when nothing is. */
  async settled(): Promise<void> {
    await this.loop;
  }

  /** Ends what runs; nothing is done any more. */
  end(): void {
    this.ended = true;
    this.wanted = false;
    this.stop();
  }

  private async run(): Promise<void> {
    while (this.wanted) {
      const wait = this.startedAt + BETWEEN - performance.now();
      // At least one turn of the event loop: requests that are already waiting in it come along.
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
