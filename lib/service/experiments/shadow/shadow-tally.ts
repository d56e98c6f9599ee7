/** How a challenger in the shadow has done. */
import { Latencies } from '../latencies';
import type { Shadowed } from '../log-line';
import type { Loss } from './challenger';

/** Requests where the two lists have little in common, for a look. */
export interface Disagreement {
  readonly requestId: string;
  readonly overlap: number;
  /** The challenger's items. */
  readonly items: readonly string[];
}

const EXAMPLES = 5;

export class ShadowTally {
  answered = 0;
  readonly lost = { skipped: 0, dropped: 0, failed: 0, late: 0, crashes: 0 };
  readonly latencies = new Latencies();
  readonly scores = new Latencies();
  readonly liveScores = new Latencies();
  readonly #sums = { overlap: 0, rbo: 0 };
  readonly #examples: Disagreement[] = [];

  add({ overlap, rbo, ms, score, liveScore, requestId, items }: Shadowed): void {
    this.answered++;
    this.#sums.overlap += overlap;
    this.#sums.rbo += rbo;
    this.latencies.add(ms);
    this.scores.add(score);
    this.liveScores.add(liveScore);
    const worst = this.#examples.at(-1);
    if (this.#examples.length === EXAMPLES && worst && overlap >= worst.overlap) return;
    this.#examples.push({ requestId, overlap, items: items.slice(0, 10) });
    this.#examples.sort((a, b) => a.overlap - b.overlap).splice(EXAMPLES);
  }

  lose(losses: Partial<Record<Loss, number>>): void {
    for (const [loss, count] of Object.entries(losses)) this.lost[loss as Loss] += count;
  }

  /** Means over all answers; null without any. */
  get means(): { readonly overlap: number; readonly rbo: number } | null {
    if (this.answered === 0) return null;
    return { overlap: this.#sums.overlap / this.answered, rbo: this.#sums.rbo / this.answered };
  }

  /** The requests with the least in common. */
  get examples(): readonly Disagreement[] {
    return this.#examples;
  }
}
