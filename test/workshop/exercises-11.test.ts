import type { BanditPolicy } from '../../lib/bandits/policy';
import { examine, examinedAllOf } from './examine';

/** As if a window of 400 were best in a drifting world, and regret fell with the window elsewhere. */
const regretOf = (world: string, window: number) =>
  world === 'drifting' ? 100 + (window / 100 - 4) ** 2 : (world === 'delayed' ? 300 : 200) - window / 10;
const regretIn = (world: string, make: (seed: number) => BanditPolicy) =>
  regretOf(world, make(1).options.window as number);
examine('11-1', {
  given: () => ({ regretIn }),
  wrong: () => [regretOf('stationary', 100), regretOf('drifting', 400), regretOf('delayed', 100)],
});

examine('11-2', {
  given: () => ({ largestWeight: (epsilon: number) => (0.9125 * 8) / epsilon }),
  alsoRight: () => [0.73, 0.735],
  wrong: () => [0.09125, 0.1, 1],
});

const radius = (pulls: number, allPulls: number) => Math.sqrt((2 * Math.log(allPulls)) / pulls);
type Index = (pulls: number, sum: number, allPulls: number) => number;
const tried =
  (of: Index): Index =>
  (pulls, sum, allPulls) =>
    pulls === 0 ? Infinity : of(pulls, sum, allPulls);
examine('11-3', {
  given: () => undefined,
  wrong: () => [
    (n, sum, t) => (n === 0 ? 0 : sum / n + radius(n, t)),
    tried((n, sum, t) => sum / n + Math.sqrt((2 * Math.log10(t)) / n)),
    tried((n, sum, t) => sum / n + (2 * Math.log(t)) / n),
    tried((n, sum, t) => sum / n + radius(t, n)),
    tried((n, sum, t) => sum + radius(n, t)),
  ],
});

type Round = { readonly action: string; readonly reward: number; readonly propensity: number };
type Policy = Readonly<Record<string, number>>;
const chance = (policy: Policy, { action }: Round) => policy[action] ?? 0;
const total = (log: readonly Round[], value: (round: Round) => number) =>
  log.reduce((sum, round) => sum + value(round), 0);
const gain = (policy: Policy) => (round: Round) => (chance(policy, round) / round.propensity) * round.reward;
examine('11-4', {
  given: () => undefined,
  wrong: () => [
    (log, policy) => total(log, gain(policy)) / total(log, (one) => chance(policy, one) / one.propensity),
    (log, policy) =>
      total(
        log,
        (one) => (chance(policy, one) === 0 ? 0 : one.propensity / chance(policy, one)) * one.reward,
      ) / log.length,
    (log, policy) => total(log, gain(policy)) / total(log, (one) => Number(chance(policy, one) > 0)),
    (log, policy) => total(log, (one) => chance(policy, one) * one.reward) / log.length,
  ],
});

examinedAllOf('11');
