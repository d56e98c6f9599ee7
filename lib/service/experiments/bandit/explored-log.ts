import type { LoggedRound } from '../../../bandits/logged-round';
import { OffPolicyData } from '../../../bandits/off-policy/off-policy-data';
import { DataError } from '../../../core/errors';
import { readExperimentLog } from '../experiment-log';
import { storedDefinition } from '../stored-experiment';
import { exploredPlaces } from './explored';

/** The explored lists of an arm, for off-policy estimates: a round is a list, its action the item in the first such place. */
export interface ExploredLog {
  /** With what the policy could choose from, the context, and the place, from 0. The reward is 1 for a click. */
  readonly rounds: readonly LoggedRound[];
  /** The same, with the user as the unit: lists of one user are not independent. */
  readonly data: OffPolicyData;
}

/**
 * Reads what an arm that explores has recorded. Lists for which clicks may still come, made less than `joinMinutes` before
 * the last line, are left out. Any places of a list were equally likely to be explored, so all items were shown at the same
 * places on average, and estimates are clicks per first explored place.
 *
 * Further explored places are left out: what could be chosen there depends on what was chosen above, and another policy would
 * have chosen something else there. Counting them in, the estimate of a test here came out at half the truth.
 *
 * @param dir the experiment's folder: `data/feedback/experiments/new-films`
 * @throws DataError if there is no experiment in the folder, or no explored list of the arm
 */
export async function readExploredLog(dir: string, arm: string): Promise<ExploredLog> {
  const definition = await storedDefinition(dir);
  if (!definition) throw new DataError(`${dir}: there is no experiment.json`);
  const lists: {
    readonly time: number;
    readonly user: string;
    readonly place: string;
    round: LoggedRound;
  }[] = [];
  const clicked = new Set<string>();
  const ids = new Names();
  let last = 0;
  for await (const line of readExperimentLog(dir)) {
    last = Math.max(last, line.time);
    if (line.type === 'click') clicked.add(`${line.requestId} ${line.place}`);
    if (line.type !== 'exposure' || line.arm !== arm || !line.explored) continue;
    const [{ place, itemId, propensity }] = exploredPlaces(line.explored, line.items);
    const { candidates, context } = line.explored;
    const row = { action: ids.of(itemId), candidates: candidates.map((id) => ids.of(id)), propensity };
    const round = { ...row, reward: 0, position: place - 1, ...(context && { context }) };
    lists.push({ time: line.time, user: ids.of(line.userId), place: `${line.requestId} ${place}`, round });
  }
  const known = lists.filter(({ time }) => time < last - 60_000 * definition.joinMinutes);
  const rounds = known.map(({ place, round }) => ({ ...round, reward: Number(clicked.has(place)) }));
  const users = known.map(({ user }) => user);
  if (rounds.length === 0) {
    throw new DataError(`${dir}: arm ${JSON.stringify(arm)} has no explored lists with a known outcome`);
  }
  return { rounds, data: withUnits(rounds, users) };
}

function withUnits(rounds: readonly LoggedRound[], users: readonly string[]): OffPolicyData {
  const { action, reward, propensity, actions } = OffPolicyData.fromRounds(rounds);
  const numbers = new Map(Array.from(new Set(users), (user, n) => [user, n]));
  const unit = users.map((user) => numbers.get(user)!);
  return OffPolicyData.fromColumns({ action, reward, propensity, actions, unit });
}

/** Ids that occur often, each kept once. */
class Names {
  readonly #names = new Map<string, string>();

  of(name: string): string {
    const kept = this.#names.get(name) ?? name;
    this.#names.set(kept, kept);
    return kept;
  }
}
