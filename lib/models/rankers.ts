/** Making lists: what a notebook needs, from one place. */

// Learnt from who liked what.
export { BPR } from './bpr';
export { EASE } from './ease';
export { ImplicitALS } from './implicit-als';
export { ItemKNN } from './item-knn';
// The same list for everybody.
export { MostPopular } from './most-popular';
// Lists that are less alike.
export { genreDistance, type ItemDistance, modelDistance, rerank } from './rerank';
export { rerankLists } from './rerank-lists';
export { SLIM } from './slim';
