import { OptionError } from '../../core/errors';
import { Control } from './control';
import { type ControlOptions, checkNames, look } from './control-options';
import type { WidgetState } from './widget';
import { controlWidget } from './widget-kinds';

/** Options of `slider`, `floatSlider` and `logSlider`. */
export interface SliderOptions extends ControlOptions {
  /** The value at first. Default: the middle, of a `logSlider` the middle of the exponents. */
  readonly value?: number;
  /** From one value to the next; of a `logSlider` as a part of a power of ten. Default 1, 0.01 of the range, 0.1. */
  readonly step?: number;
}

/**
 * A slider for whole numbers from `min` to `max`, both included.
 *
 * ```ts
 * const factors = slider(5, 200, { value: 50, step: 5, label: 'factors' });
 * ```
 * @throws OptionError for an empty range, a step that isn't above 0 or a value outside
 */
export function slider(min: number, max: number, options: SliderOptions = {}): Control<number> {
  const name = 'slider';
  const { step = 1 } = checkRange(name, min, max, options);
  for (const [what, n] of Object.entries({ min, max, step })) {
    if (!Number.isSafeInteger(n)) throw new OptionError(`${name}: ${what} must be a whole number, got ${n}`);
  }
  const { value = onStep((min + max) / 2, min, step) } = options;
  const write = (n: number) => ({ value: inRange(name, n, min, max) });
  return new Control({
    widget: controlWidget('IntSlider', {
      ...look(options),
      min,
      max,
      step,
      readout_format: 'd',
      ...write(value),
    }),
    read: numberIn,
    write: (n) => {
      if (!Number.isSafeInteger(n)) throw new OptionError(`${name}: value must be a whole number, got ${n}`);
      return write(n);
    },
  });
}

/**
 * A slider for numbers from `min` to `max`, both included. Its values have no more decimals than its step.
 *
 * ```ts
 * const threshold = floatSlider(1, 5, { value: 3.5, step: 0.5, label: 'threshold' });
 * ```
 * @throws OptionError for an empty range, a step that isn't above 0 or a value outside
 */
export function floatSlider(min: number, max: number, options: SliderOptions = {}): Control<number> {
  const name = 'floatSlider';
  const { step = (max - min) / 100 } = checkRange(name, min, max, options);
  const decimals = Math.max(decimalsOf(step), decimalsOf(min));
  const { value = onStep((min + max) / 2, min, step) } = options;
  const write = (n: number) => ({ value: inRange(name, Number(n.toFixed(decimals)), min, max) });
  return new Control({
    widget: controlWidget('FloatSlider', {
      ...look(options),
      min,
      max,
      step,
      readout_format: `.${decimals}f`,
      ...write(value),
    }),
    read: (state) => Number(numberIn(state).toFixed(decimals)),
    write,
  });
}

/**
 * A slider whose steps multiply: from 0.001 to 1 is as far as from 1 to 1,000. For strengths and rates, whose
 * order of magnitude is what matters; values have two significant digits.
 *
 * ```ts
 * const reg = logSlider(1e-3, 1, { value: 0.02, label: 'reg' });
 * ```
 * @throws OptionError for a range that is empty or not above 0, a step that isn't above 0 or a value outside
 */
export function logSlider(min: number, max: number, options: SliderOptions = {}): Control<number> {
  const name = 'logSlider';
  const { step = 0.1 } = checkRange(name, min, max, options);
  if (!(min > 0)) throw new OptionError(`${name}: min must be above 0, got ${min}`);
  const { value = twoDigits(Math.sqrt(min * max)) } = options;
  const write = (n: number) => ({ value: inRange(name, n, min, max) });
  return new Control({
    widget: controlWidget('FloatLogSlider', {
      ...look(options),
      base: 10,
      min: Math.log10(min),
      max: Math.log10(max),
      step,
      readout_format: '.2~g',
      ...write(value),
    }),
    read: (state) => twoDigits(numberIn(state)),
    write,
  });
}

function checkRange(name: string, min: number, max: number, options: SliderOptions): SliderOptions {
  checkNames(name, options, ['value', 'step', 'label']);
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    throw new OptionError(`${name}: min must be a number below max, got ${min} and ${max}`);
  }
  const { step } = options;
  if (step !== undefined && !(step > 0 && Number.isFinite(step))) {
    throw new OptionError(`${name}: step must be a number above 0, got ${step}`);
  }
  return options;
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new OptionError(`${name}: value must be from ${min} to ${max}, got ${value}`);
}

function onStep(value: number, min: number, step: number): number {
  return min + Math.round((value - min) / step) * step;
}

const numberIn = (state: WidgetState): number => Number(state.value);
const twoDigits = (value: number): number => Number(value.toPrecision(2));

/** Decimals that a number is written with, at most six: 0.05 has 2. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 6; decimals++) {
    if (Math.abs(value - Number(value.toFixed(decimals))) < 1e-9) return decimals;
  }
  return 6;
}
