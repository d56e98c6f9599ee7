import { checkArgument, checkOptions, FUNCTION } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { atCellEnd, clearOutput, display } from '../../kernel/display';
import { Throttle } from '../progress/throttle';
import type { Figure } from './figure';

/** Options of `liveFigure`. */
export interface LiveFigureOptions {
  /** Maximum drawings per second, from 0.1 to 10. Default 3: a browser takes about 0.1 s for one. */
  readonly perSecond?: number;
}

/** A figure that is redrawn when its data changes. */
export interface LiveFigure<T> {
  /** Draws the data, possibly with a delay: intermediate states may be skipped, but the last one is always drawn. */
  update(data: T): void;
}

/**
 * A figure that a training loop updates as often as it likes.
 *
 * It replaces the whole output of its cell, including printed text: JupyterLab's plotly renderer ignores in-place
 * updates of a figure. Outside a notebook it draws nothing.
 *
 * ```ts
 * const curve: number[] = [];
 * const live = liveFigure((rmse: number[]) => lineChart({ title: 'SVD learns', y: rmse, … }));
 * const onProgress = ({ trainRmse }: FitProgress) => live.update([...curve, trainRmse!]);
 * await new SVD().fit(train, { onProgress });
 * ```
 * @param make creates the figure; called only for the states that are drawn
 */
export function liveFigure<T>(make: (data: T) => Figure, options: LiveFigureOptions = {}): LiveFigure<T> {
  checkArgument('liveFigure', 'make', make, FUNCTION);
  checkOptions('liveFigure', options, { perSecond: 3 });
  const { perSecond = 3 } = options;
  if (!(perSecond >= 0.1 && perSecond <= 10)) {
    throw new OptionError(`liveFigure: perSecond must be from 0.1 to 10, got ${perSecond}`);
  }
  let latest: T;
  const throttle = new Throttle(() => {
    const figure = make(latest); // before the output is cleared, because it may throw
    clearOutput({ wait: true });
    display(figure);
  }, 1000 / perSecond);
  return {
    update(data) {
      latest = data;
      const waited = throttle.isWaiting;
      throttle.changed();
      if (!waited && throttle.isWaiting) atCellEnd(() => throttle.flush());
    },
  };
}
