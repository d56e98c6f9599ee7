/** Measuring lists: what a notebook needs, from one place. */

// Is one model better than another?
export { compareRankings } from './compare-rankings';
export { evaluateRanking, type RankingEvaluation } from './evaluate-ranking';
export { CAPPED_PRECISION } from './metrics/capped-precision';
// The tutorial's own precision and recall.
export { FAQ_PRECISION } from './metrics/faq-precision';
export { faqPrecisionRecall } from './metrics/faq-precision-recall';
// Places of the items in one space.
export { latentSpace } from './metrics/latent-space';
// How alike two models' lists are.
export { listOverlap } from './metrics/list-overlap';
// Metrics of one list, each with its card.
export { NDCG, ndcg } from './metrics/ndcg';
export { PRECISION, precision } from './metrics/precision';
export { RANKING_METRICS } from './metrics/ranking-metrics';
export { RECALL, recall } from './metrics/recall';
// What longer lists gain and cost.
export { precisionRecallCurve } from './precision-recall-curve';
// Who is served?
export { rankingByGroup } from './ranking-by-group';
export { rankingIntervals } from './ranking-intervals';
export { activityGroups, ageGroups, genderGroups } from './user-groups';
