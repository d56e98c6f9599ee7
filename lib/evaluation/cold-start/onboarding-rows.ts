/** A table of onboarding strategies from the results of `evaluateOnboarding`, with intervals against one of them. */
import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import {
  DRAW_EXAMPLES,
  type DrawOptions,
  drawUsers,
  type Interval,
  percentileInterval,
} from '../intervals/draw-users';
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
  /** Number of users, and of those with a relevant test item. */
  readonly users: number;
  readonly rankedUsers: number;
  /** This strategy's value minus that of `against` at the same step; null for `against` itself. */
  readonly rmseDifference: Interval | null;
  readonly ndcgDifference: Interval | null;
}

/** Options of `onboardingRows`. */
export interface OnboardingRowsOptions extends DrawOptions {
  /** The strategy to compare the others with. Default `popular`. */
  readonly against?: string;
}

/**
 * Rows by strategy and step. Results of several user folds, or of several draws of answers, are combined: each user
 * counts once, with all test ratings and the mean nDCG. The intervals come from a paired bootstrap over users: both
 * strategies are judged on the same resampled users.
 *
 * @throws OptionError if `against` isn't one of the strategies, or two strategies had different users
 */
export function onboardingRows(
  results: readonly OnboardingStep[],
  options: OnboardingRowsOptions = {},
): OnboardingRow[] {
  checkArgument('onboardingRows', 'results', results, LIST);
  checkOptions('onboardingRows', options, { against: 'popular', ...DRAW_EXAMPLES });
  const { against = 'popular' } = options;
  const merged = merge(results);
  return merged.map((result) => {
    const other = merged.find(({ strategy, step, by }) => {
      return strategy === against && step === result.step && by === result.by;
    });
    if (!other) {
      throw new OptionError(
        `onboardingRows: against must be a strategy measured at step ${result.step}, got ${against}`,
      );
    }
    if (other.users.length !== result.users.length || other.users.some((user, n) => user !== result.users[n]))
      throw new OptionError(
        `onboardingRows: ${result.strategy} and ${against} were measured on different users; use the same split for both`,
      );
    const difference = (measure: (of: Merged, drawn: Int32Array) => number): Interval | null => {
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

function pooledRmse({ squares, rows }: Merged, drawn: Int32Array): number {
  let [sum, count] = [0, 0];
  for (const user of drawn) {
    sum += squares[user];
    count += rows[user];
  }
  return Math.sqrt(sum / count);
}

function meanNdcg({ ndcg }: Merged, drawn: Int32Array): number {
  let [sum, count] = [0, 0];
  for (const user of drawn) {
    if (Number.isNaN(ndcg[user])) continue;
    sum += ndcg[user];
    count++;
  }
  return sum / count;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** One strategy at one step, each user once. */
interface Merged extends Pick<OnboardingStep, 'strategy' | 'by' | 'step' | 'users'> {
  /** By user: means, sums, sums, and the mean of the defined values. Float64, one entry per user. */
  readonly questions: Float64Array;
  readonly answers: Float64Array;
  readonly squares: Float64Array;
  readonly rows: Float64Array;
  readonly ndcg: Float64Array;
}

/** Strategies and steps with their users, in order of first appearance. */
function merge(results: readonly OnboardingStep[]): Merged[] {
  const groups = new Map<string, OnboardingStep[]>();
  for (const result of results) {
    const key = JSON.stringify([result.strategy, result.by, result.step]);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((parts) => {
    const { strategy, by, step } = parts[0];
    const users = [...new Set(parts.flatMap((part) => part.users))];
    const placeOf = new Map(users.map((user, place) => [user, place]));
    const sums = (field: 'questions' | 'answers' | 'squares' | 'rows' | 'ndcg') => {
      const [sum, count] = [new Float64Array(users.length), new Float64Array(users.length)];
      for (const part of parts) {
        for (const [n, user] of part.users.entries()) {
          if (Number.isNaN(part[field][n])) continue;
          const place = placeOf.get(user) ?? -1;
          sum[place] += part[field][n];
          count[place]++;
        }
      }
      return { sum, mean: sum.map((total, place) => total / count[place]) };
    };
    return {
      strategy,
      by,
      step,
      users,
      questions: sums('questions').mean,
      answers: sums('answers').mean,
      squares: sums('squares').sum,
      rows: sums('rows').sum,
      ndcg: sums('ndcg').mean,
    };
  });
}
