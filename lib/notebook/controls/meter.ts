import { OptionError } from '../../core/errors';
import { Control } from './control';
import { type ControlOptions, checkControl, look } from './control-options';
import { progressWidget } from './widget-kinds';

/**
 * A bar that code fills from 0 to `max`, for use among other controls. For a loop that only shows its progress,
 * `progress` of `lib/notebook/progress/progress` is simpler.
 *
 * ```ts
 * const done = meter(20, { label: 'epochs' });
 * done.value = 5;
 * ```
 * @throws OptionError if `max` isn't above 0, or for a value out of range
 */
export function meter(max: number, options: ControlOptions = {}): Control<number> {
  checkControl('meter', options, {});
  if (!(max > 0 && Number.isFinite(max)))
    throw new OptionError(`meter: max must be a number above 0, got ${max}`);
  return new Control({
    widget: progressWidget({ ...look(options), min: 0, max, value: 0 }),
    read: (state) => Number(state.value),
    write: (value) => {
      if (value >= 0 && value <= max) return { value };
      throw new OptionError(`meter: value must be from 0 to ${max}, got ${value}`);
    },
    isParameter: false,
  });
}
