/** Experiments: from two recommenders to a decision. Pure statistics; the service isn't needed. */

// Looking a few times, as planned.
export {
  obrienFlemingSpending,
  obrienFlemingSpendingBothSides,
  pocockSpending,
  powerSpending,
} from './alpha-spending';
// Who sees which arm: by a hash of salt and user, without storage.
export {
  type Arm,
  Assignment,
  type AssignmentOptions,
  type Place,
  userBucket,
  userShare,
} from './assignment';
// Looking at any time: intervals that hold at every look.
export { bettingSequence } from './betting';
export {
  alwaysValidDifference,
  asymptoticRadius,
  mixtureRho,
  normalMixtureBoundary,
} from './confidence-sequence';
// Means and ratios: one number, or two, per user.
export { cuped } from './cuped';
export { empiricalBernstein } from './empirical-bernstein';
// Conversion: one yes or no per user.
export { fisherExact } from './fisher-exact';
export {
  designCost,
  obrienFlemingBounds,
  peekingError,
  pocockBounds,
  spendingBounds,
  spentAt,
} from './group-sequential';
// Is it broken? Do the arms have the users they should, and is nothing harmed?
export { guardrail } from './guardrail';
// Two models on one list.
export {
  type Credit,
  creditOf,
  fairCoin,
  preference,
  type Team,
  type TeamDraft,
  teamDraft,
} from './interleaving';
// A challenger in the shadow: how its lists and scores differ from the live ones.
export { jaccardAt, kendallTau, overlapAt } from './list-agreement';
export { mcnemar } from './mcnemar';
export { miettinenNurminenInterval } from './miettinen-nurminen';
export { MSPRT } from './msprt';
// Many metrics at once.
export { benjaminiHochberg, benjaminiYekutieli, bonferroni, holm } from './multiple-tests';
// How many users are needed, before the start.
export {
  cohenH,
  powerOfMeans,
  powerOfMeansNormal,
  powerOfProportions,
  smallestDetectableRise,
  usersForMeans,
  usersForMeansNormal,
  usersForProportions,
  usersForProportionsUnpooled,
} from './power';
export { type Bounds, type Count, clopperPearsonInterval, wilsonInterval } from './proportion';
export { ratioMetric } from './ratio-metric';
export { relativeLift } from './relative-lift';
export { sampleRatio } from './sample-ratio';
export { kolmogorovSmirnov, populationStability } from './score-drift';
export { SequentialSampleRatio } from './sequential-sample-ratio';
export {
  type Arms,
  agrestiCaffoInterval,
  newcombeInterval,
  pooledZTest,
  ratioOfProportions,
  waldInterval,
  waldZTest,
} from './two-proportions';
// The decision.
export { type Verdict, type VerdictInput, verdict } from './verdict';
export { type MeanDifference, type Moments, welch, welchFromMoments } from './welch';
