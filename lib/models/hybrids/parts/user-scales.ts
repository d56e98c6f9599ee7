/** Makes scores that only rank comparable: each member's scores of a user become z-scores over all items. */
import type { UserIndex } from '../../../core/ids';
import type { Interactions } from '../../../data/table/interactions';
import type { FitRun } from '../../../recommender/fit-run';
import type { RegisteredModel } from '../../model-entry';
import type { MemberScale } from './hybrid-terms';

/** mean_u and deviation_u of each member. Float64 [members, users + 1], the last for unknown users. */
export type UserScales = {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
};

/** Measures fitted members. Cost: that of all scores of all users. */
export async function userScales(
  members: readonly (readonly [role: string, model: RegisteredModel])[],
  train: Interactions,
  run: FitRun,
): Promise<UserScales> {
  const width = train.userCount + 1;
  const means = new Float64Array(members.length * width);
  const deviations = new Float64Array(members.length * width);
  for (const [n, [, member]] of members.entries()) {
    for (let user = 0; user < width; user++) {
      const known = user < train.userCount ? (user as UserIndex) : undefined;
      const { mean, deviation } = spreadOf(member.scoreItems(known));
      means[n * width + user] = mean;
      deviations[n * width + user] = deviation;
      await run.breathe();
    }
  }
  return { means, deviations };
}

/** The place of a member's scale for a user in `UserScales`. @param members the number of members */
export function scalePlace(
  { means }: UserScales,
  members: number,
  member: number,
  user: UserIndex | undefined,
): number {
  const width = means.length / members;
  return member * width + (user ?? width - 1);
}

/**
 * Relative precision of scores, which may come from 32-bit tensors: smaller differences are rounding error.
 */
const ROUNDING = 1e-7;

/**
 * Mean and standard deviation of the scores, ignoring NaN; the deviation is 1 if all scores are equal, within
 * rounding error.
 */
export function spreadOf(scores: Float64Array): MemberScale {
  let [sum, known] = [0, 0];
  for (const score of scores) {
    if (Number.isNaN(score)) continue;
    sum += score;
    known++;
  }
  const mean = sum / known;
  let squares = 0;
  for (const score of scores) if (!Number.isNaN(score)) squares += (score - mean) ** 2;
  const deviation = Math.sqrt(squares / known);
  return { mean, deviation: deviation > ROUNDING * Math.abs(mean) ? deviation : 1 };
}
