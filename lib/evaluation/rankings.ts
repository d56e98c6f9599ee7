/** Measuring lists: what a notebook needs, from one place. */

export { evaluateRanking, type RankingEvaluation } from './evaluate-ranking';
export { CAPPED_PRECISION } from './ranking/capped-precision';
// Is one model better than another?
export { compareRankings } from './ranking/compare-rankings';
// The tutorial's own precision and recall.
export { FAQ_PRECISION } from './ranking/faq-precision';
export { faqPrecisionRecall } from './ranking/faq-precision-recall';
// Places of the items in one space.
export { latentSpace } from './ranking/latent-space';
// How alike two models' lists are.
export { listOverlap } from './ranking/list-overlap';
// Metrics of one list, each with its card.
export { NDCG, ndcg } from './ranking/ndcg';
export { PRECISION, precision } from './ranking/precision';
// What longer lists gain and cost.
export { precisionRecallCurve } from './ranking/precision-recall-curve';
// Who is served?
export { rankingByGroup } from './ranking/ranking-by-group';
export { rankingIntervals } from './ranking/ranking-intervals';
export { RANKING_METRICS } from './ranking/ranking-metrics';
export { RECALL, recall } from './ranking/recall';
export { activityGroups, ageGroups, genderGroups } from './ranking/user-groups';
