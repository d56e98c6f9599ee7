/** Shows a frequently changing state: the first at once, then at a limited rate, and always the last. */
export class Throttle {
  private shownAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param show shows the current state
   * @param milliseconds minimum interval
   */
  constructor(
    private readonly show: () => void,
    private readonly milliseconds: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The state has changed. No timer runs in a loop that never awaits, so its last state must be {@link
   * flush}ed.
   */
  changed(): void {
    const wait = this.shownAt + this.milliseconds - this.now();
    if (wait <= 0) this.showNow();
    else this.timer ??= setTimeout(() => this.showNow(), wait).unref();
  }

  /** Whether there is a change that has not been shown. */
  get isWaiting(): boolean {
    return this.timer !== undefined;
  }

  /** Shows a pending change. */
  flush(): void {
    if (this.isWaiting) this.showNow();
  }

  /** Discards a pending change. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private showNow(): void {
    this.cancel();
    this.show();
    this.shownAt = this.now(); // after showing, which takes time
  }
}
