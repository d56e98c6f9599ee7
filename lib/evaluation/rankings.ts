/** Rankings: the quality of top-N lists, by many metrics, with intervals. */

// Are one model's lists better than another's?
export { compareRankings } from './ranking/compare-rankings';
export { evaluateRanking, type RankingEvaluation } from './ranking/evaluate-ranking';
// Metrics of a single list, each with its card; RANKING_METRICS has all of them.
export { CAPPED_PRECISION } from './ranking/metrics/capped-precision';
export { FAQ_PRECISION } from './ranking/metrics/faq-precision';
export { faqPrecisionRecall } from './ranking/metrics/faq-precision-recall';
export { latentSpace } from './ranking/metrics/latent-space';
export { listOverlap } from './ranking/metrics/list-overlap';
export { NDCG, ndcg } from './ranking/metrics/ndcg';
export { PRECISION, precision } from './ranking/metrics/precision';
export { RANKING_METRICS } from './ranking/metrics/ranking-metrics';
export { RECALL, recall } from './ranking/metrics/recall';
// The trade-off of longer lists.
export { precisionRecallCurve } from './ranking/precision-recall-curve';
export { rankingByGroup } from './ranking/ranking-by-group';
export { rankingIntervals } from './ranking/ranking-intervals';
export { activityGroups, ageGroups, genderGroups } from './ranking/user-groups';
