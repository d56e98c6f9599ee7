import { readFile } from 'node:fs/promises';
import type { LoggedRound } from '../../bandits/logged-round';
import { frozenPolicy } from '../../bandits/off-policy/frozen-policy';
import { learnedPolicy } from '../../bandits/off-policy/learned-policy';
import { meanRewards } from '../../bandits/off-policy/mean-rewards';
import type { OffPolicyData } from '../../bandits/off-policy/off-policy-data';
import type { RowOfRound } from '../../bandits/off-policy/parts/action-values';
import { createPolicy, POLICIES, restorePolicy } from '../../bandits/policies';
import type { BanditPolicy, PolicyJson } from '../../bandits/policy';
import { DataError, OptionError } from '../../core/errors';

/** A log with its rounds, which policies learn from. */
export interface RoundsAndData {
  readonly rounds: readonly LoggedRound[];
  readonly data: OffPolicyData;
}

/** How rewards are predicted, for estimators that need it. */
export const REWARD_MODELS = ['none', 'action', 'position'] as const;
export type RewardModelName = (typeof REWARD_MODELS)[number];

/**
 * A policy of the registry, as it would be after learning from the log (`learnedPolicy`), or one that was saved as JSON,
 * as it is.
 *
 * @param text the policy's name, or a path that ends in .json
 * @returns null if it is neither
 * @throws DataError for a file that can't be read or isn't a policy; OptionError for a policy with contexts where the log has none, or
 *   `FactorThompson` without its vectors
 */
export async function policyOfLog(text: string, log: RoundsAndData): Promise<RowOfRound | null> {
  const { rounds, data } = log;
  if (text.endsWith('.json')) {
    const policy = await savedPolicy(text);
    checkContexts(policy, rounds);
    return frozenPolicy(policy, rounds, data);
  }
  if (!POLICIES.some(({ name }) => name === text)) return null;
  if (text === 'FactorThompson') {
    throw new OptionError(
      '--policy must be one that needs no vectors of items, which are not in the log, or a saved one, FILE.json, got FactorThompson',
    );
  }
  checkContexts(createPolicy(text), rounds);
  return learnedPolicy(() => createPolicy(text), rounds, data);
}

async function savedPolicy(file: string): Promise<BanditPolicy> {
  let json: PolicyJson;
  try {
    json = JSON.parse(await readFile(file, 'utf8')) as PolicyJson;
  } catch (error) {
    throw new DataError(`${file}: can't be read as the JSON of a policy: ${(error as Error).message}`);
  }
  return restorePolicy(json);
}

function checkContexts({ name, needs }: BanditPolicy, rounds: readonly LoggedRound[]): void {
  if (!needs.context || rounds.every(({ context }) => context !== undefined)) return;
  throw new OptionError(
    `--policy must be one without context, because the rounds of this log have none, got ${name}`,
  );
}

/** @throws OptionError for `position` where rounds have none */
export function rewardModelOf(
  name: RewardModelName,
  { rounds, data }: RoundsAndData,
): RowOfRound | undefined {
  if (name === 'none') return undefined;
  if (name === 'action') return meanRewards(data);
  const position = rounds.map((round) => round.position ?? Number.NaN);
  if (!position.some(Number.isNaN)) return meanRewards(data, { position });
  throw new OptionError('--model must be none or action where rounds have no positions, got position');
}
