import type { Evidence, Sign } from '../evidence';

/** A reshuffled ramp-up: is anybody in both arms? */
export function twoArmsDetector({ log }: Evidence): Sign {
  const first = new Map<string, string>();
  const moved = new Set<string>();
  for (const { user, arm } of log) {
    if (!first.has(user)) first.set(user, arm);
    else if (first.get(user) !== arm) moved.add(user);
  }
  return { alarm: moved.size > 0, words: `${moved.size} of ${first.size} users were in both arms` };
}
