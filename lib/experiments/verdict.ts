import { checkArgument, checkOptions, objectWith, RECORD } from '../core/arguments';
import { OptionError } from '../core/errors';
import { withRequired } from '../core/with-required';
import type { Bounds } from '../math/distributions/confidence';
import type { Guardrail } from './health/guardrail';
import type { SampleRatio } from './health/sample-ratio';

/** What a verdict is made of. */
export interface VerdictInput {
  /** Treatment minus control on the main metric, with an interval that may be looked at now: always valid, or the last look's. */
  readonly main: Bounds & { readonly difference: number };
  /** The metric's name, for the sentence. */
  readonly metric: string;
  /** Users in both arms so far. */
  readonly users: number;
  /** The smallest difference that would be worth shipping, above 0. */
  readonly worthwhile: number;
  readonly sampleRatio: Pick<SampleRatio, 'alarm' | 'p'>;
  /** By name. */
  readonly guardrails?: Readonly<Record<string, Pick<Guardrail, 'state'>>>;
}

const EXAMPLES = { main: 1, metric: 'CTR', users: 1, worthwhile: 1, sampleRatio: 1, guardrails: 1 };

export interface Verdict {
  readonly decision: 'ship' | 'stop' | 'keep going' | 'broken';
  /** About how many more users are needed, if it keeps going. */
  readonly moreUsers?: number;
  readonly sentence: string;
}

/**
 * The decision in one sentence. In this order:
 * - broken: the numbers of users don't match the weights of the arms, so no number can be trusted; or a guardrail is harmed;
 * - ship: the interval is above 0, and every guardrail is safe;
 * - stop: the interval is below `worthwhile`: even the best case isn't worth it;
 * - keep going: the rest, with the users still needed until the interval is narrower than `worthwhile`, as its width
 *   falls with the square root of users. A guardrail that is still open keeps going, too.
 *
 * @throws OptionError for a worthwhile difference that isn't above 0, or an interval that isn't one
 * @example
 * verdict({
 *   main: { difference: 0.012, low: 0.004, high: 0.02 },
 *   metric: 'CTR',
 *   users: 40_000,
 *   worthwhile: 0.005,
 *   sampleRatio: { alarm: false, p: 0.4 },
 *   guardrails: { latency: { state: 'safe' } },
 * }).sentence; // 'Ship: CTR rises by 0.012 (0.004 to 0.02), and all guardrails hold.'
 */
export function verdict(input: VerdictInput): Verdict {
  withRequired('verdict', input, 'main', 'metric', 'users', 'worthwhile', 'sampleRatio');
  checkOptions('verdict', input, EXAMPLES);
  const { main, metric, users, worthwhile, sampleRatio, guardrails = {} } = input;
  checkArgument('verdict', 'main', main, objectWith('difference', 'low', 'high'));
  checkArgument('verdict', 'sampleRatio', sampleRatio, objectWith('alarm', 'p'));
  checkArgument('verdict', 'guardrails', guardrails, RECORD);
  for (const [name, one] of Object.entries(guardrails)) {
    checkArgument('verdict', `guardrail ${name}`, one, objectWith('state'));
  }
  if (!(users >= 0 && users < Infinity)) {
    throw new OptionError(`verdict: users must be a number of at least 0, got ${users}`);
  }
  if (!(worthwhile > 0)) {
    throw new OptionError(`verdict: worthwhile must be a number above 0, got ${worthwhile}`);
  }
  if (!(main.low <= main.difference && main.difference <= main.high)) {
    throw new OptionError(
      `verdict: main must have low ≤ difference ≤ high, got ${main.low}, ${main.difference}, ${main.high}`,
    );
  }
  const change = `${shown(main.difference)} (${shown(main.low)} to ${shown(main.high)})`;
  const inState = (state: Guardrail['state']) =>
    Object.keys(guardrails).filter((name) => guardrails[name].state === state);
  if (sampleRatio.alarm) {
    return {
      decision: 'broken',
      sentence: `Broken: the numbers of users do not match the weights of the arms (p = ${shown(sampleRatio.p)}). Find out why before reading any result.`,
    };
  }
  const harmed = inState('harmed');
  if (harmed.length > 0) {
    return {
      decision: 'broken',
      sentence: `Broken: ${harmed.join(' and ')} got worse by more than the margin. Turn the treatment off.`,
    };
  }
  if (main.high < worthwhile) {
    return {
      decision: 'stop',
      sentence: `Stop: ${metric} changes by ${change}; a gain of ${shown(worthwhile)} is ruled out.`,
    };
  }
  const open = inState('open');
  if (main.low > 0 && open.length === 0) {
    const held = Object.keys(guardrails).length > 0 ? ', and all guardrails hold' : '';
    return { decision: 'ship', sentence: `Ship: ${metric} rises by ${change}${held}.` };
  }
  if (main.low > 0) {
    return {
      decision: 'keep going',
      sentence: `Keep going: ${metric} rises by ${change}, but ${open.join(' and ')} may still be harmed.`,
    };
  }
  const moreUsers = usersNeeded(main, users, worthwhile);
  return {
    decision: 'keep going',
    moreUsers,
    sentence: `Keep going: ${metric} changes by ${change}. About ${moreUsers.toLocaleString('en-US')} more users will settle whether a gain of ${shown(worthwhile)} is there.`,
  };
}

/** Until the interval is as wide as `worthwhile`: then it can't include both 0 and a worthwhile gain. */
function usersNeeded({ low, high }: Bounds, users: number, worthwhile: number): number {
  const more = users * (((high - low) / worthwhile) ** 2 - 1);
  return Math.max(1, Math.ceil(more));
}

/** Three significant digits, without trailing zeros. */
function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
