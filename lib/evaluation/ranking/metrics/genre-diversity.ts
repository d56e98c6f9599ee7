import { jaccardDistance } from '../../../math/similarity/jaccard-distance';
import { ALL_UNSEEN, NO_RELEVANCE, WITH_RELEVANT_AND_LIST } from './card-words';
import { meanPairDistance } from './pair-distances';
import { userMetric } from './ranking-metric';

export const GENRE_DIVERSITY = userMetric({
  name: 'genreDiversity',
  title: 'genre diversity@k',
  better: 'neither',
  of: ({ list }, { genres }) => meanPairDistance(list, (a, b) => jaccardDistance(genres[a], genres[b])),
  card: {
    definition: 'How much the genres of the items on a list differ: the mean distance between pairs.',
    formula: 'mean over pairs of 1 − |common genres| / |genres of either|',
    denominator: 'pairs of items on the list, without pairs that include an item of unknown genre',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: WITH_RELEVANT_AND_LIST,
    source: 'C.-N. Ziegler et al., WWW 2005 (intra-list similarity), with the Jaccard distance',
    example: {
      words:
        'A Drama, B Drama and War, C Comedy, D War: AB and BD share one of two genres, the other four pairs none',
      arithmetic: '(1/2 + 1 + 1 + 1 + 1/2 + 1) / 6',
      value: 0.833333,
    },
  },
});
