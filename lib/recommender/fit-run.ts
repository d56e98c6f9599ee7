/** One running fit: counts steps, tells progress, stops when asked, lets the rest of the program breathe. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { orCellSignal } from '../core/running-cell';
import type { FitOptions } from './model';

/** A stop button should work within half a second; a turn of the event loop is cheap but not free. */
const BREATHE_AFTER_MS = 100;

export class FitRun {
  private done = 0;
  private lastBreath = performance.now();
  /** The caller's, or a notebook's stop button, or both. */
  readonly signal: AbortSignal | undefined;

  constructor(
    private readonly model: string,
    private readonly options: FitOptions,
  ) {
    this.signal = orCellSignal(options.signal);
  }

  /**
   * Ends a step: reports it, gives the event loop a turn (so that a stop button works), and throws the
   * signal's reason when the fit was aborted.
   * @param steps how many steps the fit has in all
   */
  async step(steps: number, trainRmse?: number): Promise<void> {
    this.done++;
    const progress = { model: this.model, step: this.done, steps };
    this.options.onProgress?.(trainRmse === undefined ? progress : { ...progress, trainRmse });
    await this.turn();
  }

  /** Ends the fit: a model without steps of its own has had one. */
  async finish(): Promise<void> {
    if (this.done === 0) await this.step(1);
  }

  /** Inside a long step, as often as you like: lets an abort be heard, at most every tenth of a second. */
  async breathe(): Promise<void> {
    if (performance.now() - this.lastBreath >= BREATHE_AFTER_MS) await this.turn();
  }

  /** Somebody listens to the progress, so a train RMSE that costs a little is worth it. */
  get isWatched(): boolean {
    return this.options.onProgress !== undefined;
  }

  private async turn(): Promise<void> {
    await nextTurn();
    this.lastBreath = performance.now();
    this.throwIfAborted();
  }

  throwIfAborted(): void {
    this.signal?.throwIfAborted();
  }
}
