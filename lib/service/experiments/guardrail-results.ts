/** What must not get worse, of an arm against the control. */
import { quantileGuardrail } from '../../experiments/health/quantile-guardrail';
import { sequentialGuardrail } from '../../experiments/health/sequential-guardrail';
import type { GuardrailDefinition } from './definition';
import { GUARDRAIL_METRICS, type GuardrailName, LATENCY_P99 } from './metrics';
import type { ArmTally } from './tally';
import { momentsOf } from './user-moments';

export interface GuardrailResults {
  readonly metric: GuardrailName;
  readonly margin: number;
  readonly control: number | null;
  /** Treatment minus control. */
  readonly difference: number | null;
  /** The worst difference that isn't ruled out. */
  readonly worst: number | null;
  readonly state: 'safe' | 'harmed' | 'open';
}

/** Two arms, and how sure a statement must be. */
export interface GuardedArms {
  readonly treatment: ArmTally;
  readonly control: ArmTally;
  readonly alpha: number;
  /** Users in both arms together where the bounds should be closest. */
  readonly bestAt: number;
  /** Users in each arm before anything is said. */
  readonly minimumUsers: number;
}

/** Cost: O(users). */
export function guardrailResults(
  { metric, margin }: GuardrailDefinition,
  { treatment, control, alpha, bestAt, minimumUsers }: GuardedArms,
): GuardrailResults {
  const few = Math.min(treatment.users.size, control.users.size);
  const nothing = { control: null, difference: null, worst: null, state: 'open' } as const;
  if (few < 2) return { metric, margin, ...nothing };
  if (metric === LATENCY_P99) {
    const arms = { treatment: countsOf(treatment), control: countsOf(control) };
    const { worst, ...more } = quantileGuardrail(arms, { margin, alpha, bestAt: bestAt / 2 });
    return opened({ metric, margin, ...more, worst: Number.isFinite(worst) ? worst : null });
  }
  const ratio = GUARDRAIL_METRICS[metric];
  const [mine, other] = [treatment, control].map(({ users }) => momentsOf(users.values(), ratio));
  if (!mine || !other) return { metric, margin, ...nothing };
  const arms = { treatment: mine, control: other };
  const more = sequentialGuardrail(arms, { margin, better: ratio.better, alpha, bestAt });
  return opened({ metric, margin, control: other.mean, ...more });

  function opened(results: GuardrailResults): GuardrailResults {
    return few < minimumUsers ? { ...results, state: 'open' } : results;
  }
}

const countsOf = ({ grouped, users }: ArmTally) => grouped.counts(users.size);
