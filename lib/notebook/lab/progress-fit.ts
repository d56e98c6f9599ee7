import type { FitProgress } from '../../recommender/model';
import { ProgressBar } from '../progress/progress-bar';

/** What work in parts (folds, fits of a search) reports. */
export interface PartProgress {
  /** Finished parts out of `total`. */
  readonly done: number;
  readonly total: number;
  /** The progress of the running part. */
  readonly fit?: { readonly step: number; readonly steps: number };
  readonly secondsLeft?: number;
}

/**
 * A bar for the `onProgress` of a `fit`, of `evaluate`, `crossValidate` or a search. It appears with the first step;
 * a new fit with the same callback gets a new bar.
 *
 * ```ts
 * await new SVD().fit(train, { onProgress: fitProgress('SVD') });
 * ```
 * @param label default: the model's name
 * @param unit what is counted, such as `folds`
 */
export function fitProgress(label?: string, unit?: string): (progress: FitProgress | PartProgress) => void {
  let bar: ProgressBar | undefined;
  let last = 0;
  return (progress) => {
    const { name, done, total, told } = read(progress);
    if (!bar?.isOpen || done < last) {
      bar?.end('stopped');
      bar = new ProgressBar({ label: label ?? name, unit, done, total, ...told });
    }
    last = done;
    bar.step(done, told);
    if (done === total) bar.end('done');
  };
}

function read(progress: FitProgress | PartProgress) {
  if ('done' in progress) {
    const { done, total, fit, secondsLeft } = progress;
    // The last step of a part is not its end: it must still be evaluated.
    const part = fit ? Math.min(0.99, fit.step / fit.steps) : 0;
    return { name: 'Progress', done: done + part, total, told: { secondsLeft } };
  }
  const { step, steps, model } = progress;
  return { name: model, done: step, total: steps, told: { note: noteOf(progress) } };
}

/** The figures of a step in words; undefined if there are none. */
function noteOf({ trainRmse, loss, validation }: FitProgress): string | undefined {
  const figures: string[] = [];
  if (trainRmse !== undefined) figures.push(`train RMSE ${trainRmse.toFixed(4)}`);
  if (loss !== undefined) figures.push(`loss ${loss.toFixed(4)}`);
  if (validation) figures.push(`held-out ${validation.metric} ${validation.value.toFixed(4)}`);
  return figures.length === 0 ? undefined : figures.join(', ');
}
