/** One running fit: counts steps, tells progress, stops when asked, lets the rest of the program breathe. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FitOptions } from './model';

export class FitRun {
  private done = 0;

  constructor(
    private readonly model: string,
    private readonly options: FitOptions,
  ) {}

  /**
   * Ends a step: reports it, gives the event loop a turn (so that a stop button works), and throws the
   * signal's reason when the fit was aborted.
   * @param steps how many steps the fit has in all
   */
  async step(steps: number, trainRmse?: number): Promise<void> {
    this.done++;
    const progress = { model: this.model, step: this.done, steps };
    this.options.onProgress?.(trainRmse === undefined ? progress : { ...progress, trainRmse });
    await nextTurn();
    this.throwIfAborted();
  }

  throwIfAborted(): void {
    this.options.signal?.throwIfAborted();
  }
}
