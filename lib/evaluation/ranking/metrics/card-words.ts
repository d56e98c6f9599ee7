/** Words that most cards share, so that two metrics with the same rule say it alike. */

/** Full ranking, the default of `evaluateRanking`. */
export const ALL_UNSEEN = 'all items of the train set but those the user has rated there';
/** `relevantFrom` of `evaluateRanking`. */
export const RATED_WELL =
  'test items that the user rated relevantFrom or more (default: three quarters of the way up the scale, 4 of 1 to 5 stars)';
export const NO_RELEVANCE = 'none: what the user thinks of the items in the test part is not looked at';
/** Users averaged by most metrics. */
export const WITH_RELEVANT =
  'averaged are users with a relevant test item and a train rating; one whose list is empty counts 0';
/** The same users, where an empty list has no value. */
export const WITH_RELEVANT_AND_LIST =
  'averaged are users with a relevant test item and a train rating; one for whom it is undefined is left out';
/** Whose lists make up the exposure. */
export const ALL_TRAIN_USERS = 'the lists of all users of the train set, also of those without a test rating';
