/** Measuring lists: what a notebook needs, from one place. */

export { evaluateRanking, type RankingEvaluation } from './evaluate-ranking';
export { CAPPED_PRECISION } from './ranking/capped-precision';
// Is one model better than another?
export { compareRankings } from './ranking/compare-rankings';
// The tutorial's own precision and recall.
export { FAQ_PRECISION } from './ranking/faq-precision';
export { faqPrecisionRecall } from './ranking/faq-precision-recall';
// How alike two models' lists are.
export { listOverlap } from './ranking/list-overlap';
// Metrics of one list, each with its card.
export { NDCG, ndcg } from './ranking/ndcg';
export { PRECISION, precision } from './ranking/precision';
// Who is served?
export { rankingByGroup } from './ranking/ranking-by-group';
export { rankingIntervals } from './ranking/ranking-intervals';
export { RANKING_METRICS } from './ranking/ranking-metrics';
export { RECALL, recall } from './ranking/recall';
export { activityGroups, ageGroups, genderGroups } from './ranking/user-groups';
