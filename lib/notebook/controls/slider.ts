import { OptionError } from '../../core/errors';
import { Control } from './control';
import { type ControlOptions, checkControl, look } from './control-options';
import { fineSlider, isFine } from './fine-slider';
import type { WidgetState } from './widget';
import { controlWidget } from './widget-kinds';

/** Options of `slider`, `floatSlider` and `logSlider`. */
export interface SliderOptions extends ControlOptions {
  /** The initial value. Default: the middle; for a `logSlider` the middle of the exponents. */
  readonly value?: number;
  /** The distance between values; for a `logSlider`, in powers of ten. Default 1, 0.01 of the range, 0.1. */
  readonly step?: number;
}

/**
 * A slider for integers from `min` to `max`, both included.
 *
 * ```ts
 * const factors = slider(5, 200, { value: 50, step: 5, label: 'factors' });
 * ```
 * @throws OptionError for an empty range, a step that isn't above 0, or a value out of range
 */
export function slider(min: number, max: number, options: SliderOptions = {}): Control<number> {
  const name = 'slider';
  const { step = 1 } = checkRange(name, min, max, options);
  for (const [what, n] of Object.entries({ min, max, step })) {
    if (!Number.isSafeInteger(n)) throw new OptionError(`${name}: ${what} must be a whole number, got ${n}`);
  }
  const { value = middle(min, max, step) } = options;
  const write = (n: number) => {
    if (!Number.isSafeInteger(n)) throw new OptionError(`${name}: value must be a whole number, got ${n}`);
    return { value: inRange(name, n, min, max) };
  };
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
    write,
  });
}

/**
 * A slider for numbers from `min` to `max`, both included. Its values have no more decimals than its step, ends and
 * initial value.
 *
 * ```ts
 * const threshold = floatSlider(1, 5, { value: 3.5, step: 0.5, label: 'threshold' });
 * ```
 * @throws OptionError for an empty range, a step that isn't above 0, or a value out of range
 */
export function floatSlider(min: number, max: number, options: SliderOptions = {}): Control<number> {
  const name = 'floatSlider';
  const { step = (max - min) / 100 } = checkRange(name, min, max, options);
  const { value = middle(min, max, step) } = options;
  const decimals = Math.max(...[step, min, max, value].map(decimalsOf));
  const near = SAME * step;
  const rounded = (n: number) => endOr(n, Number(n.toFixed(decimals)), min, max, near);
  const check = (n: number) => inRange(name, n, min, max);
  if (isFine(min, max, step, decimals))
    return fineSlider(look(options), { min, max, step, value }, rounded, check);
  const write = (n: number) => ({ value: rounded(check(n)) });
  return new Control({
    widget: controlWidget('FloatSlider', {
      ...look(options),
      min,
      max,
      step,
      readout_format: `.${decimals}f`,
      ...write(value),
    }),
    read: (state) => rounded(numberIn(state)),
    write,
  });
}

/**
 * A slider whose steps multiply: 0.001 to 1 is as far as 1 to 1,000. For strengths and rates, where the order of
 * magnitude matters. Values have two significant digits, or as many as the step, ends and initial value need; the
 * ends themselves are exact.
 *
 * ```ts
 * const reg = logSlider(1e-3, 1, { value: 0.02, label: 'reg' });
 * ```
 * @throws OptionError for a range that is empty or not above 0, a step that isn't above 0, or a value out of range
 */
export function logSlider(min: number, max: number, options: SliderOptions = {}): Control<number> {
  const name = 'logSlider';
  const { step = 0.1 } = checkRange(name, min, max, options);
  if (!(min > 0)) throw new OptionError(`${name}: min must be above 0, got ${min}`);
  const { value = within(Number(Math.sqrt(min * max).toPrecision(2)), min, max) } = options;
  // One step multiplies the value by 10^step.
  const ofStep = Math.ceil(1 - Math.log10(10 ** step - 1));
  const digits = Math.min(MOST_DIGITS, Math.max(2, ofStep, ...[min, max, value].map(digitsOf)));
  const rounded = (n: number) => endOr(n, Number(n.toPrecision(digits)), min, max, SAME * n);
  const write = (n: number) => ({ value: rounded(inRange(name, n, min, max)) });
  return new Control({
    widget: controlWidget('FloatLogSlider', {
      ...look(options),
      base: 10,
      min: Math.log10(min),
      max: Math.log10(max),
      step,
      readout_format: `.${digits}~${max < 10 ** digits ? 'g' : 'r'}`, // of 1700, g with two digits makes 1.7e+3
      ...write(value),
    }),
    read: (state) => rounded(numberIn(state)),
    write,
  });
}

function checkRange(name: string, min: number, max: number, options: SliderOptions): SliderOptions {
  checkControl(name, options, { value: 5, step: 1 });
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    throw new OptionError(`${name}: min must be a number below max, got ${min} and ${max}`);
  }
  const { step } = options;
  if (step !== undefined && !(step > 0 && Number.isFinite(step))) {
    throw new OptionError(`${name}: step must be a number above 0, got ${step}`);
  }
  if (options.value !== undefined) inRange(name, options.value, min, max);
  return options;
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (typeof value !== 'number')
    throw new OptionError(`${name}: value must be a number, got ${JSON.stringify(value)}`);
  if (value >= min && value <= max) return value;
  throw new OptionError(`${name}: value must be from ${min} to ${max}, got ${value}`);
}

/** The middle, on a step; within the ends even after rounding. */
function middle(min: number, max: number, step: number): number {
  return within(min + Math.round((max - min) / 2 / step) * step, min, max);
}

const numberIn = (state: WidgetState): number => Number(state.value);
const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** The rounded value, but exactly the end at either end: the page computes 1682 as a power, 1681.9999999999998. */
function endOr(value: number, rounded: number, min: number, max: number, near: number): number {
  const end = [min, max].find((bound) => Math.abs(value - bound) <= near);
  return end ?? within(rounded, min, max);
}

/** The relative difference that rounding can cause. */
const SAME = 1e-9;
/** More decimals are noise on a slider, as for 1 / 3. */
const MOST_DIGITS = 6;

/** Decimals needed to write a number: 2 for 0.05, 10 for 5e-10. For 1 / 3, as many as give six significant digits. */
function decimalsOf(value: number): number {
  if (value === 0) return 0;
  const most = Math.max(MOST_DIGITS, MOST_DIGITS - 1 - Math.floor(Math.log10(Math.abs(value))));
  for (let decimals = 0; decimals < most; decimals++) {
    if (Math.abs(value - Number(value.toFixed(decimals))) <= SAME * Math.abs(value)) return decimals;
  }
  return Math.min(100, most); // what `toFixed` takes
}

/** Significant digits needed to write a number: 4 for 1682, 1 for 0.02. */
function digitsOf(value: number): number {
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    if (Math.abs(value - Number(value.toPrecision(digits))) <= SAME * Math.abs(value)) return digits;
  }
  return MOST_DIGITS;
}
