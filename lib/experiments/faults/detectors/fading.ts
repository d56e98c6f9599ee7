import { normalTwoSided } from '../../../math/distributions/normal';
import { ratioMetric } from '../../means/ratio-metric';
import { welchFromMoments } from '../../means/welch';
import type { CreditedView, Evidence, Sign } from '../evidence';
import { byArm, type UserSum, userSums } from '../user-sums';

/** The visits that count as the first ones. */
const FIRST = 3;

/** Novelty: is the difference larger in each user's first visits than in the later ones? */
export function fadingDetector({ log }: Evidence): Sign {
  const visits = new Map<string, number>();
  const parts: { first: CreditedView[]; later: CreditedView[] } = { first: [], later: [] };
  for (const view of log) {
    const visit = visits.get(view.user) ?? 0;
    visits.set(view.user, visit + 1);
    parts[visit < FIRST ? 'first' : 'later'].push(view);
  }
  const [first, later] = [difference(parts.first), difference(parts.later)];
  const z = (first.difference - later.difference) / Math.hypot(first.standardError, later.standardError);
  const words = `${first.difference.toFixed(3)} in the first visits, ${later.difference.toFixed(3)} later`;
  return { alarm: normalTwoSided(z) < 0.001, words };
}

function difference(views: readonly CreditedView[]) {
  const { treatment, control } = byArm(userSums(views).values());
  const ratio = (sums: readonly UserSum[]) =>
    ratioMetric(
      sums.map(({ clicks }) => clicks),
      sums.map(({ items }) => items),
    );
  return welchFromMoments({ treatment: ratio(treatment), control: ratio(control) });
}
