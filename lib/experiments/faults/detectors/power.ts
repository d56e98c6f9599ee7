import { ratioMetric } from '../../means/ratio-metric';
import { powerOfMeansNormal } from '../../planning/power';
import type { Evidence, Sign } from '../evidence';
import { byArm, userSums } from '../user-sums';

/** A rise of the click-through rate by this part of itself would be worth shipping. */
const WORTHWHILE = 0.25;

/** Too few users: could the experiment find a difference that is worth finding? If not, what it finds is exaggerated. */
export function powerDetector({ log }: Evidence): Sign {
  const { control, treatment } = byArm(userSums(log).values());
  const { mean, variance } = ratioMetric(
    control.map(({ clicks }) => clicks),
    control.map(({ items }) => items),
  );
  const ratio = treatment.length / control.length;
  const power = powerOfMeansNormal((WORTHWHILE * mean) / Math.sqrt(variance), control.length, { ratio });
  return { alarm: power < 0.5, words: `power ${(100 * power).toFixed(0)}% for a rise by a quarter` };
}
