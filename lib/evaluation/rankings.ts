/** Rankings: how good lists are, by many metrics, with intervals. */

// Is one model's list better than another's?
export { compareRankings } from './ranking/compare-rankings';
export { evaluateRanking, type RankingEvaluation } from './ranking/evaluate-ranking';
// Metrics of one list, each with its card; all of them are in RANKING_METRICS.
export { CAPPED_PRECISION } from './ranking/metrics/capped-precision';
export { FAQ_PRECISION } from './ranking/metrics/faq-precision';
export { faqPrecisionRecall } from './ranking/metrics/faq-precision-recall';
export { latentSpace } from './ranking/metrics/latent-space';
export { listOverlap } from './ranking/metrics/list-overlap';
export { NDCG, ndcg } from './ranking/metrics/ndcg';
export { PRECISION, precision } from './ranking/metrics/precision';
export { RANKING_METRICS } from './ranking/metrics/ranking-metrics';
export { RECALL, recall } from './ranking/metrics/recall';
// What longer lists gain and cost.
export { precisionRecallCurve } from './ranking/precision-recall-curve';
export { rankingByGroup } from './ranking/ranking-by-group';
export { rankingIntervals } from './ranking/ranking-intervals';
export { activityGroups, ageGroups, genderGroups } from './ranking/user-groups';
