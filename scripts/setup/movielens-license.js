/** The license in one line, shown whenever the real data set comes in. In our words; data/README.md has more. */
const LICENSE =
  'MovieLens 100K by GroupLens (University of Minnesota): free for research and teaching; cite it; no redistribution or commercial use.';

const OFFICIAL_URL = 'https://files.grouplens.org/datasets/movielens/ml-100k.zip';

module.exports = { LICENSE, OFFICIAL_URL };
