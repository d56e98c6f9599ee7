/** A table of onboarding strategies from what `evaluateOnboarding` found, with intervals against one of them. */
import { OptionError } from '../../core/errors';
import { type DrawOptions, drawUsers, type Interval, percentileInterval } from '../draw-users';
import type { OnboardingStep } from './evaluate-onboarding';

/** One strategy at one step: plain JSON. */
export interface OnboardingRow {
  readonly strategy: string;
  /** What `step` counts. */
  readonly by: 'answers' | 'questions';
  readonly step: number;
  /** Means over the users. */
  readonly questions: number;
  readonly answers: number;
  /** Pooled over the test ratings, in stars. */
  readonly rmse: number;
  /** Mean over the users with a relevant test item. */
  readonly ndcg: number;
  /** Users, and how many of them have a relevant test item. */
  readonly users: number;
  readonly rankedUsers: number;
  /** This strategy's number minus that of the other one at the same step; null for that one itself. */
  readonly rmseDifference: Interval | null;
  readonly ndcgDifference: Interval | null;
}

/** How `onboardingRows` compares. */
export interface OnboardingRowsOptions extends DrawOptions {
  /** The strategy that others are compared with. Default `popular`. */
  readonly against?: string;
}

/**
 * Rows by strategy and step. Results of several folds of users are put together: each user counts once. The intervals
 * are those of a paired bootstrap over users: both strategies are judged on the same drawn users.
 *
 * @throws OptionError when `against` isn't among the strategies, or two strategies had different users
 */
export function onboardingRows(
  results: readonly OnboardingStep[],
  options: OnboardingRowsOptions = {},
): OnboardingRow[] {
  const { against = 'popular' } = options;
  const merged = merge(results);
  return merged.map((result) => {
    const other = merged.find(({ strategy, step, by }) => {
      return strategy === against && step === result.step && by === result.by;
    });
    if (!other) {
      throw new OptionError(
        `onboardingRows: against must be a strategy that was measured at step ${result.step}, got ${against}`,
      );
    }
    if (other.users.length !== result.users.length || other.users.some((user, n) => user !== result.users[n]))
      throw new OptionError(`onboardingRows: ${result.strategy} and ${against} were measured on other users`);
    const difference = (measure: (of: OnboardingStep, drawn: Int32Array) => number): Interval | null => {
      if (other === result) return null;
      const apart = (drawn: Int32Array) => measure(result, drawn) - measure(other, drawn);
      const all = Int32Array.from(result.users.keys());
      return percentileInterval(
        apart(all),
        drawUsers(options, all.length, apart),
        options.confidence ?? 0.95,
      );
    };
    const all = Int32Array.from(result.users.keys());
    return {
      strategy: result.strategy,
      by: result.by,
      step: result.step,
      questions: mean(result.questions),
      answers: mean(result.answers),
      rmse: pooledRmse(result, all),
      ndcg: meanNdcg(result, all),
      users: all.length,
      rankedUsers: result.ndcg.filter((value) => !Number.isNaN(value)).length,
      rmseDifference: difference(pooledRmse),
      ndcgDifference: difference(meanNdcg),
    };
  });
}

function pooledRmse({ squares, rows }: OnboardingStep, drawn: Int32Array): number {
  let [sum, count] = [0, 0];
  for (const user of drawn) {
    sum += squares[user];
    count += rows[user];
  }
  return Math.sqrt(sum / count);
}

function meanNdcg({ ndcg }: OnboardingStep, drawn: Int32Array): number {
  let [sum, count] = [0, 0];
  for (const user of drawn) {
    if (Number.isNaN(ndcg[user])) continue;
    sum += ndcg[user];
    count++;
  }
  return sum / count;
}

function mean(values: Int32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Strategies and steps in the order of their first appearance, the users of their results one behind the other. */
function merge(results: readonly OnboardingStep[]): OnboardingStep[] {
  const groups = new Map<string, OnboardingStep[]>();
  for (const result of results) {
    const key = JSON.stringify([result.strategy, result.by, result.step]);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((parts) => ({
    strategy: parts[0].strategy,
    by: parts[0].by,
    step: parts[0].step,
    users: parts.flatMap(({ users }) => users),
    questions: Int32Array.from(parts.flatMap(({ questions }) => [...questions])),
    answers: Int32Array.from(parts.flatMap(({ answers }) => [...answers])),
    squares: Float64Array.from(parts.flatMap(({ squares }) => [...squares])),
    rows: Int32Array.from(parts.flatMap(({ rows }) => [...rows])),
    ndcg: Float64Array.from(parts.flatMap(({ ndcg }) => [...ndcg])),
  }));
}
