import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

interface Round {
  readonly action: string;
  readonly reward: number;
  readonly propensity: number;
}
/** The probability of each action under the new policy; one that it never takes may be missing. */
type Policy = Readonly<Record<string, number>>;
type IpsOf = (log: readonly Round[], policy: Policy) => number;

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
const chance = (policy: Policy, action: string) => policy[action] ?? 0;
const weightOf = (policy: Policy) => (round: Round) => chance(policy, round.action) / round.propensity;

const weighted =
  (weightBy: (policy: Policy) => (round: Round) => number): IpsOf =>
  (log, policy) =>
    sum(log.map((round) => weightBy(policy)(round) * round.reward)) / log.length;

const round = (action: string, reward: number, propensity: number): Round => ({ action, reward, propensity });
const LOG = [round('a', 0, 0.8), round('b', 1, 0.2), round('a', 1, 0.8), round('a', 0, 0.8)];

const judged = judgeFunction<Parameters<IpsOf>, number>(
  {
    reference: weighted(weightOf),
    praise: 'Unbiased, if the propensities are right and the log has all that the policy does.',
    probes: [
      { about: 'a policy like the logger', args: () => [LOG, { a: 0.8, b: 0.2 }] },
      { about: 'a fair coin', args: () => [LOG, { a: 0.5, b: 0.5 }] },
      { about: 'a policy that always takes b', args: () => [LOG, { a: 0, b: 1 }] },
      { about: 'a policy with an action that the log lacks', args: () => [LOG, { a: 0.5, c: 0.5 }] },
      {
        about: 'propensities that differ from round to round',
        args: () => [[round('a', 1, 0.9), round('a', 3, 0.1), round('b', 2, 0.6)], { a: 0.3, b: 0.7 }],
      },
    ],
  },
  [
    {
      words: 'Divided by the sum of the weights, it is SNIPS. IPS divides by the number of rounds.',
      written: (log, policy) =>
        sum(log.map((one) => weightOf(policy)(one) * one.reward)) / sum(log.map(weightOf(policy))),
    },
    {
      words: 'The weight is upside down: what the logger did rarely must count more.',
      written: weighted(
        (policy) => (one) =>
          chance(policy, one.action) === 0 ? 0 : one.propensity / chance(policy, one.action),
      ),
    },
    {
      words: 'Divide by all rounds, also by those with weight 0.',
      written: (log, policy) => {
        const used = log.filter((one) => chance(policy, one.action) > 0);
        return sum(used.map((one) => weightOf(policy)(one) * one.reward)) / used.length;
      },
    },
    {
      words: 'Each weight also needs the propensity: without it, what the logger did often counts too much.',
      written: weighted((policy) => (one) => chance(policy, one.action)),
    },
  ],
);

export const weightedByHand: ExerciseSpec<IpsOf> = {
  id: '11-4',
  title: 'Weighted by hand',
  level: 'build',
  task: 'Write `ipsOf(log, policy)`: the IPS estimate of a policy from a log of rounds `{ action, reward, propensity }`. The policy is a record of probabilities by action, the same in all rounds; an action that isn’t in it has probability 0.',
  needs: [],
  answer: 'ipsOf',
  hints: [
    'How much does a round count, if the new policy does twice as often what was done?',
    'The weight of a round is the policy’s probability of its action, divided by the propensity. IPS is the mean of weight · reward.',
    '`log.map(({ action, reward, propensity }) => ((policy[action] ?? 0) / propensity) * reward)`, and then their mean',
  ],
  ...judged,
};
