import { sampleRatio } from '../../health/sample-ratio';
import type { Evidence, Sign } from '../evidence';
import { byArm, userSums } from '../user-sums';

/** Lost users: do the numbers of users match the weights of the arms? */
export function sampleRatioDetector({ log }: Evidence): Sign {
  const { control, treatment } = byArm(userSums(log).values());
  const { alarm, p } = sampleRatio([control.length, treatment.length], [1, 1]);
  return { alarm, words: `${control.length} and ${treatment.length} users: p = ${p.toPrecision(2)}` };
}
