import { number, options } from '../../core/options';
import type { AppealChange } from './appeal-change';

const FATIGUE_OPTIONS = options('fatigue', {
  keeps: number({ from: 0, to: 1, default: 0.8 }),
});

/**
 * Fatigue: each time an item is shown to a user again, it keeps only a part of its appeal: appeal · keeps^timesShown. Good
 * for finding models that show the same list forever.
 *
 * @throws OptionError for a part that isn't from 0 to 1
 * @example
 * fatigue({ keeps: 0.5 }); // shown for the third time, an item has a quarter of its appeal
 */
export function fatigue(given: { /** Default 0.8. */ readonly keeps?: number } = {}): AppealChange {
  const { keeps } = FATIGUE_OPTIONS.resolve(given);
  return (appeal, { timesShown }) => appeal * keeps ** timesShown;
}
