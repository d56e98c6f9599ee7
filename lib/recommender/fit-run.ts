/** A running fit: counts steps, reports progress, stops on request, and yields to the event loop. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { mustBeOptions } from '../core/options';
import { orCellSignal } from '../core/running-cell';
import type { FitOptions, FitProgress } from './model';

/**
 * A stop button should take effect within half a second; yielding to the event loop is cheap, but not free.
 */
const BREATHE_AFTER_MS = 100;

/** What a step may report besides its number. */
export type StepFigures = Pick<FitProgress, 'trainRmse' | 'loss' | 'validation'>;

export class FitRun {
  private done = 0;
  private lastBreath = performance.now();
  /** The caller's signal, a notebook's stop button, or both. */
  readonly signal: AbortSignal | undefined;

  constructor(
    private readonly model: string,
    private readonly options: FitOptions,
  ) {
    mustBeOptions(model, options, '{ onProgress }');
    this.signal = orCellSignal(options.signal);
  }

  /**
   * Ends a step: reports it, yields to the event loop (so that a stop button works), and throws the signal's
   * reason if the fit was aborted.
   * @param steps total number of steps of the fit
   * @param figures what is known about the step; a number is the train RMSE
   */
  async step(steps: number, figures?: number | StepFigures): Promise<void> {
    this.done++;
    const known = typeof figures === 'number' ? { trainRmse: figures } : figures;
    this.options.onProgress?.({ model: this.model, step: this.done, steps, ...known });
    await this.turn();
  }

  /** Ends the fit; a model without steps of its own counts as having one. */
  async finish(): Promise<void> {
    if (this.done === 0) await this.step(1);
  }

  /**
   * For use inside a long step, as often as you like: yields so that an abort takes effect, at most every 0.1
   * s.
   */
  async breathe(): Promise<void> {
    if (performance.now() - this.lastBreath >= BREATHE_AFTER_MS) await this.turn();
  }

  /** Number of finished steps. */
  get stepsDone(): number {
    return this.done;
  }

  /** Whether someone follows the progress, so that computing a train RMSE is worth its cost. */
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
