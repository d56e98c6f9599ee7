/** Experiments: from two recommenders to a decision. Pure statistics; the service isn't needed. */

// Intervals are from low to high.
export type { Bounds } from '../math/distributions/confidence';
// Looking at any time: intervals that hold at every look.
export { bettingSequence } from './always-valid/betting';
export {
  alwaysValidDifference,
  asymptoticRadius,
  mixtureRho,
  normalMixtureBoundary,
} from './always-valid/confidence-sequence';
export { empiricalBernstein } from './always-valid/empirical-bernstein';
export { MSPRT } from './always-valid/msprt';
// Who sees which arm: by a hash of salt and user, without storage.
export {
  type Arm,
  Assignment,
  type AssignmentOptions,
  type Place,
  userBucket,
  userShare,
} from './assignment/assignment';
// What goes wrong: a simulator with twelve switches, and a detector for each.
export type { Evidence, Sign } from './faults/evidence';
export { FAULTS, type Fault } from './faults/faults';
export { FAULT_NAMES, type FaultName, faultyExperiment } from './faults/faulty-experiment';
export { type Reading, reading } from './faults/reading';
// Looking a few times, as planned.
export {
  obrienFlemingSpending,
  obrienFlemingSpendingBothSides,
  pocockSpending,
  powerSpending,
} from './group-sequential/alpha-spending';
export {
  designCost,
  obrienFlemingBounds,
  peekingError,
  pocockBounds,
  spendingBounds,
  spentAt,
} from './group-sequential/group-sequential';
// Is it broken? Do the arms have the users they should, and is nothing harmed?
export { guardrail } from './health/guardrail';
export { type QuantileGuardrail, quantileGuardrail } from './health/quantile-guardrail';
export { sampleRatio } from './health/sample-ratio';
export { type SequentialGuardrail, sequentialGuardrail } from './health/sequential-guardrail';
export {
  type GroupedCounts,
  type SequentialQuantile,
  sequentialQuantile,
} from './health/sequential-quantile';
export { SequentialSampleRatio } from './health/sequential-sample-ratio';
// Two models on one list.
export { draftProbability } from './interleaving/draft-probability';
export {
  type Credit,
  creditOf,
  fairCoin,
  preference,
  type Team,
  type TeamDraft,
  teamDraft,
} from './interleaving/interleaving';
// Means and ratios: one number, or two, per user.
export { cuped } from './means/cuped';
export { ratioMetric } from './means/ratio-metric';
export { relativeLift } from './means/relative-lift';
export { type MeanDifference, type Moments, welch, welchFromMoments } from './means/welch';
// What is measured: clicks by user and by look, good ratings.
export { clicksByUser } from './metrics/clicks-by-user';
export { conversion } from './metrics/conversion';
export { type Impression, impressionsOf, type ShownList } from './metrics/impression';
export { lookRates } from './metrics/look-rates';
export { positionCorrectedCtr } from './metrics/position-corrected-ctr';
// Before the start: is the analysis right, how many users, how many metrics.
export { aaCheck } from './planning/aa-check';
export { benjaminiHochberg, benjaminiYekutieli, bonferroni, holm } from './planning/multiple-tests';
export { type PeekingCheck, peekingCheck } from './planning/peeking-check';
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
} from './planning/power';
// Conversion: one yes or no per user.
export { fisherExact } from './proportions/fisher-exact';
export { miettinenNurminenInterval } from './proportions/miettinen-nurminen';
export { type Count, clopperPearsonInterval, wilsonInterval } from './proportions/proportion';
export {
  type Arms,
  agrestiCaffoInterval,
  newcombeInterval,
  pooledZTest,
  ratioOfProportions,
  waldInterval,
  waldZTest,
} from './proportions/two-proportions';
// A challenger in the shadow: how its lists and scores differ from the live ones.
export { jaccardAt, kendallTau, overlapAt } from './shadow/list-agreement';
export { mcnemar } from './shadow/mcnemar';
export { kolmogorovSmirnov, populationStability } from './shadow/score-drift';
// The decision.
export { type Verdict, type VerdictInput, verdict } from './verdict';
