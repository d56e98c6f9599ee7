/** Lists: rearranged so that their items are less alike. */

// One list, with a distance between items.
export { genreDistance, type ItemDistance, modelDistance, type RerankOptions, rerank } from './rerank';
// The lists of all users.
export { rerankLists } from './rerank-lists';
