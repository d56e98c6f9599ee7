/** Phrases that cards share, so that metrics with the same rule describe it in the same words. */

/** Full ranking, the default of `evaluateRanking`. */
export const ALL_UNSEEN = 'all items in the train set that the user hasn’t rated there';
/** `relevantFrom` of `evaluateRanking`. */
export const RATED_WELL =
  'test items that the user rated relevantFrom or higher (default: three quarters of the way up the scale, 4 for 1 to 5 stars)';
export const NO_RELEVANCE = 'none: the user’s test ratings aren’t used';
/** Users averaged by most metrics. */
export const WITH_RELEVANT =
  'averages users with a relevant test item and a train rating; a user with an empty list counts as 0';
/** The same users, if an empty list has no value. */
export const WITH_RELEVANT_AND_LIST =
  'averages users with a relevant test item and a train rating; a user for whom it is undefined is left out';
/** Whose lists make up the exposure. */
export const ALL_TRAIN_USERS =
  'the lists of all users in the train set, including those without a test rating';
