import { peekingError } from '../../group-sequential/group-sequential';
import type { Evidence, Sign } from '../evidence';

/** Peeking: how likely is a false alarm with this many looks at a test for one? */
export function looksDetector({ looks }: Evidence): Sign {
  const chance = peekingError(looks);
  return { alarm: chance > 0.06, words: `${looks} looks: ${(100 * chance).toFixed(0)}% false alarms` };
}
