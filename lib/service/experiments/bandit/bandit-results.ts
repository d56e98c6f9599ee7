/** What the results say of an arm's bandit. */
import type { Bandit } from './bandit';
import type { Unexplored } from './explored';

/** Items whose chances are compared, those shown most, and how many of them are reported. */
const MOST_COMPARED = 200;
const MOST_REPORTED = 10;

export interface BanditItem {
  readonly itemId: string;
  /** Impressions in explored places, and clicks there. */
  readonly shown: number;
  readonly clicks: number;
  /**
   * How likely the policy would choose it now, of the 200 items shown most, for a user about whom nothing is known; null if
   * that takes the model of the arm, and the experiment isn't running.
   */
  readonly chance: number | null;
}

export interface BanditResults {
  readonly arm: string;
  readonly policy: string;
  /** It keeps choosing but no longer learns. */
  readonly frozen: boolean;
  /** Lists with explored places; these places, and clicks on them. */
  readonly lists: number;
  readonly impressions: number;
  readonly clicks: number;
  /** Explored places that it has learned from, and those of which it isn't known yet what comes of them. */
  readonly learned: number;
  readonly waiting: number;
  /** Lists that stayed as the model made them: without an item that could be explored, or because the policy failed. */
  readonly unexplored: Readonly<Record<Unexplored, number>>;
  /** The ten that the policy would choose most; if that isn't known, those with the most clicks per impression. */
  readonly items: readonly BanditItem[];
}

export function banditResults(arm: string, bandit: Bandit): BanditResults {
  const counts = [...bandit.items];
  const sum = (key: 'shown' | 'clicks') => counts.reduce((total, [, count]) => total + count[key], 0);
  return {
    ...{ arm, policy: bandit.policy.name, frozen: bandit.isFrozen, lists: bandit.lists },
    ...{ impressions: sum('shown'), clicks: sum('clicks') },
    ...{ learned: bandit.learned, waiting: bandit.waiting, unexplored: bandit.unexplored },
    items: bestItems(bandit),
  };
}

function bestItems({ items, policy, averageContext, canChoose }: Bandit): BanditItem[] {
  const most = [...items].sort((a, b) => b[1].shown - a[1].shown).slice(0, MOST_COMPARED);
  if (most.length === 0 || !averageContext) return [];
  const ids = most.map(([itemId]) => itemId);
  const chances = canChoose ? policy.probabilities(averageContext, ids) : ids.map(() => null);
  return most
    .map(([itemId, { shown, clicks }], n) => ({ itemId, shown, clicks, chance: chances[n] }))
    .sort((a, b) => (b.chance ?? 0) - (a.chance ?? 0) || b.clicks / b.shown - a.clicks / a.shown)
    .slice(0, MOST_REPORTED);
}
