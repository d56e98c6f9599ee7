/** Shows a state that changes often: the first at once, then not more often than asked, and always the last. */
export class Throttle {
  private shownAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param show shows the state as it is then
   * @param milliseconds at least so long between two
   */
  constructor(
    private readonly show: () => void,
    private readonly milliseconds: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The state has changed. In a loop that never awaits no timer runs, so that its last state has to be
   * {@link flush}ed.
   */
  changed(): void {
    const wait = this.shownAt + this.milliseconds - this.now();
    if (wait <= 0) this.showNow();
    else this.timer ??= setTimeout(() => this.showNow(), wait).unref();
  }

  /** Is there a change that has not been shown? */
  get isWaiting(): boolean {
    return this.timer !== undefined;
  }

  /** Shows a change that is still waiting. */
  flush(): void {
    if (this.isWaiting) this.showNow();
  }

  /** Forgets a change that is still waiting. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private showNow(): void {
    this.cancel();
    this.show();
    this.shownAt = this.now(); // afterwards, as showing takes time
  }
}
