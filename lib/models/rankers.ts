/** Making lists: what a notebook needs, from one place. */

// Lists that are less alike.
export { genreDistance, type ItemDistance, modelDistance, rerank } from '../lists/rerank';
export { rerankLists } from '../lists/rerank-lists';
// Learned from who liked what.
export { BPR } from './factors/bpr';
export { ImplicitALS } from './factors/implicit-als';
export { EASE } from './item-item/ease';
export { ItemKNN } from './item-item/item-knn';
export { SLIM } from './item-item/slim';
// The same list for everybody.
export { MostPopular } from './simple/most-popular';
