import { welch } from '../../means/welch';
import type { Evidence, Sign } from '../evidence';
import { byArm, userSums } from '../user-sums';

/** Carry-over: did the arms differ before the experiment began? */
export function beforeStartDetector({ log, before }: Evidence): Sign {
  const past = userSums(before);
  const arms = byArm(
    [...userSums(log)].map(([user, { arm }]) => ({ arm, clicks: past.get(user)?.clicks ?? 0 })),
  );
  const { difference, p } = welch({
    treatment: arms.treatment.map(({ clicks }) => clicks),
    control: arms.control.map(({ clicks }) => clicks),
  });
  return {
    alarm: p < 0.001,
    words: `${difference.toFixed(2)} clicks per user before the start: p = ${p.toPrecision(2)}`,
  };
}
