import type { Evidence, Sign } from '../evidence';
import { byArm } from '../user-sums';

/** A banner above: are the credited items at the same places in both arms? */
export function placesDetector({ log }: Evidence): Sign {
  const { treatment, control } = byArm(log);
  const meanPlace = (views: typeof treatment) => {
    let [sum, count] = [0, 0];
    for (const { page, credited } of views) {
      for (const item of credited) {
        const place = page.indexOf(item);
        if (place < 0) continue; // not shown
        sum += place + 1;
        count++;
      }
    }
    return sum / count;
  };
  const [one, zero] = [meanPlace(treatment), meanPlace(control)];
  const words = `mean place ${one.toFixed(1)} in treatment, ${zero.toFixed(1)} in control`;
  return { alarm: Math.abs(one - zero) > 0.5, words };
}
