import type { Evidence, Sign } from '../evidence';

/** Shadow credit: were the items that an arm is judged by shown at all? */
export function exposureDetector({ log }: Evidence): Sign {
  let [shown, credited] = [0, 0];
  for (const view of log) {
    if (view.arm !== 'treatment') continue;
    credited += view.credited.length;
    shown += view.credited.filter((item) => view.page.includes(item)).length;
  }
  const share = shown / credited;
  return { alarm: share < 0.99, words: `${(100 * share).toFixed(0)}% of the treatment's items were shown` };
}
