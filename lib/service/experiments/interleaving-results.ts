/** What users of interleaved lists prefer. */
import { asymptoticRadius } from '../../experiments/always-valid/confidence-sequence';
import { preference } from '../../experiments/interleaving/interleaving';
import { ALPHA } from './comparison';
import type { ExperimentDefinition } from './definition';
import type { ArmTally } from './tally';

export interface InterleavingResults {
  /** The arms whose lists are mixed, A and B. */
  readonly a: string;
  readonly b: string;
  readonly users: number;
  readonly lists: number;
  readonly clicks: number;
  /** Users who clicked more on items of A, more on those of B, or the same. */
  readonly winsA: number;
  readonly winsB: number;
  readonly ties: number;
  /** From −½, all prefer B, to ½, all prefer A, with an always-valid 95% interval; null as long as that needs more users. */
  readonly delta: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Of the sign test: for one look, after the end. */
  readonly p: number;
  readonly sentence: string;
}

/** Cost: O(users). */
export function interleavingResults(
  { interleaving, minimumUsers, expectedUsers }: ExperimentDefinition,
  tally: ArmTally,
): InterleavingResults {
  const [a, b] = interleaving!.arms;
  const { winsA, winsB, ties, delta, p } = preference(tally.allCredits());
  const users = winsA + winsB + ties;
  const counts = [...tally.users.values()];
  const sum = (key: 'requests' | 'clicks') => counts.reduce((total, user) => total + user[key], 0);
  // Of a user: ½, −½, or 0 for a tie.
  const variance = users < 2 ? 0 : ((winsA + winsB) / 4 - users * delta ** 2) / (users - 1);
  const few = winsA + winsB === 0 || users < minimumUsers;
  const radius = few ? Number.NaN : Math.sqrt(variance) * asymptoticRadius(users, expectedUsers, ALPHA);
  const [low, high] = few ? [null, null] : [Math.max(-0.5, delta - radius), Math.min(0.5, delta + radius)];
  const [better, other] = delta >= 0 ? [a, b] : [b, a];
  const decided = low !== null && high !== null && (low > 0 || high < 0) && variance > 0;
  const sentence = few
    ? `Keep going: interleaving needs at least ${minimumUsers} users and a click, and has ${users} and ${sum('clicks')}.`
    : decided
      ? `Users prefer ${better} to ${other}: ${Math.max(winsA, winsB)} click more on its items, ${Math.min(winsA, winsB)} on those of ${other}.`
      : `Keep going: no preference between ${a} and ${b} yet (${winsA} to ${winsB}, ${ties} ties).`;
  return {
    ...{ a, b, users, lists: sum('requests'), clicks: sum('clicks') },
    ...{ winsA, winsB, ties, delta, low, high, p, sentence },
  };
}
