import type { LoggedRound } from '../../bandits/logged-round';
import { OffPolicyData } from '../../bandits/off-policy/off-policy-data';
import { DataError, OptionError } from '../../core/errors';
import { readExperimentLog } from './experiment-log';
import { sayingOf } from './join';
import type { Exposure, Outcome } from './log-line';
import { storedDefinition } from './stored-experiment';

/** What a list is worth: its clicks, whether it has any, or its good ratings. */
export const LIST_REWARDS = ['clicks', 'clicked', 'good'] as const;
export type ListReward = (typeof LIST_REWARDS)[number];

/** An experiment's log for off-policy estimates: a round is a list, its action the arm that made it. */
export interface OffPolicyLog {
  readonly experiment: string;
  readonly data: OffPolicyData;
  /** The same, one by one; candidates are the arms that users can be in. */
  readonly rounds: readonly LoggedRound[];
  /** The arms that users can be in. */
  readonly arms: readonly string[];
  /** Lists of users in no arm, which are left out. */
  readonly outside: number;
}

/**
 * Reads what the service has recorded. Clicks and ratings are joined to their lists by request id. The unit is the user:
 * an arm is drawn once for each, so the lists of a user aren't independent.
 *
 * @param dir the experiment's folder: `data/feedback/experiments/svd-or-ease`
 * @throws DataError if there is no experiment in the folder, or no list in its log
 */
export async function readOffPolicyLog(dir: string, reward: ListReward = 'clicks'): Promise<OffPolicyLog> {
  const definition = await storedDefinition(dir);
  if (definition === undefined) {
    throw new DataError(
      `${dir}: there is no experiment.json; name the folder of one experiment, such as data/feedback/experiments/NAME`,
    );
  }
  const arms = definition.arms.map(({ name }) => name);
  const rows = new Rows(arms, reward);
  for await (const line of readExperimentLog(dir)) {
    if (line.type === 'exposure') rows.add(line);
    else if (line.type === 'click' || line.type === 'rating') rows.join(line);
  }
  if (rows.action.length === 0) {
    throw new DataError(`${dir}: no list has been shown to a user in an arm (${rows.outside} to others)`);
  }
  const shown = definition.arms.filter(({ weight }) => weight > 0).map(({ name }) => name);
  const { action, reward: earned, propensity, unit, names: actions } = rows;
  const data = OffPolicyData.fromColumns({ action, reward: earned, propensity, unit, actions });
  const rounds = rows.action.map((action, n) => ({
    ...{ action: rows.names[action], reward: rows.reward[n], propensity: rows.propensity[n] },
    candidates: shown,
  }));
  return { experiment: definition.name, data, rounds, arms: shown, outside: rows.outside };
}

class Rows {
  readonly action: number[] = [];
  readonly reward: number[] = [];
  readonly propensity: number[] = [];
  readonly unit: number[] = [];
  outside = 0;
  readonly #lists = new Map<string, number>();
  readonly #users = new Map<string, number>();
  readonly #joined = new Set<string>();

  constructor(
    readonly names: string[],
    private readonly kind: ListReward,
  ) {}

  add({ requestId, userId, arm, propensity }: Exposure): void {
    if (arm === null) {
      this.outside++;
      return;
    }
    if (!this.names.includes(arm)) this.names.push(arm);
    if (!this.#users.has(userId)) this.#users.set(userId, this.#users.size);
    this.#lists.set(requestId, this.action.length);
    this.action.push(this.names.indexOf(arm));
    this.reward.push(0);
    this.propensity.push(propensity ?? Number.NaN);
    this.unit.push(this.#users.get(userId)!);
  }

  join(outcome: Outcome): void {
    const { type, requestId, isGood } = outcome;
    const list = this.#lists.get(requestId);
    const saying = `${requestId} ${sayingOf(outcome)}`;
    if (list === undefined || this.#joined.has(saying)) return;
    this.#joined.add(saying);
    if (this.kind === 'good') this.reward[list] += type === 'rating' && isGood ? 1 : 0;
    else if (type === 'click') this.reward[list] = this.kind === 'clicks' ? this.reward[list] + 1 : 1;
  }
}

/**
 * A policy over the arms, as on a command line: `uniform` (each arm as often) or `arm:NAME` (this arm for everyone).
 *
 * @returns its probabilities, in the order of the log's actions
 * @throws OptionError that lists what is allowed
 */
export function armPolicy(text: string, { data, arms }: Pick<OffPolicyLog, 'data' | 'arms'>): Float64Array {
  const isChosen = text === 'uniform' ? arms : data.actions.filter((arm) => text === `arm:${arm}`);
  if (isChosen.length === 0) {
    const allowed = ['uniform', ...data.actions.map((arm) => `arm:${arm}`)].join(', ');
    throw new OptionError(
      `--policy must be one of ${allowed}, the name of a policy of lib/bandits, or a saved one, FILE.json, got ${text}`,
    );
  }
  return Float64Array.from(data.actions, (arm) =>
    (isChosen as readonly (string | number)[]).includes(arm) ? 1 / isChosen.length : 0,
  );
}
