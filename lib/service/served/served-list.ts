/** A list as the service answers it. */
import type { ContextOptions } from '../../recommender/answers';
import type { ConfidenceWord } from './confidence';
import type { ItemReason } from './reasons';

/** What the service says about an item. */
export interface ItemWords {
  readonly itemId: string;
  /** As people say it: `The Godfather (1972)`; the id if there is no title. */
  readonly title: string;
  readonly year: number | null;
  readonly genres: readonly string[];
  /** Number of ratings in the train set, and their mean. */
  readonly support: number;
  readonly meanRating: number | null;
}

/** What the rater says about an item, for one user. */
export interface Stars {
  /** In stars; null if no model predicts it, as for a visitor without ratings. */
  readonly predictedRating: number | null;
  /** How certain that is; null if unknown. */
  readonly confidence: {
    readonly word: ConfidenceWord;
    /** The true rating lies between these in `coverage` of all cases. */
    readonly low: number;
    readonly high: number;
    readonly coverage: number;
  } | null;
}

/** An item on a list. */
export interface ListedItem extends ItemWords, Stars {
  /** The list is sorted by this, unless it was made more diverse. Null for an item that an experiment explores. */
  readonly score: number | null;
  /** Which of the user's ratings are reasons for it; null if not requested. */
  readonly because: readonly ItemReason[] | null;
  /** True if the model isn't trained on it, so the score is that of the item before it. Otherwise left out. */
  readonly isNew?: true;
}

/** Options of a list. */
export interface ListOptions {
  /** Maximum length. */
  readonly n: number;
  /** From 0, the best scores, to 1, the most different genres. */
  readonly diversity: number;
  readonly because?: boolean;
  /** A value for each of the model's `contextColumns`. */
  readonly context?: ContextOptions['context'];
}

/** A list, and whether it is the one for everyone. */
export interface ServedList {
  readonly cold: boolean;
  /** False if the items may include some that the user has rated, as the package has no record of them. */
  readonly seenLeftOut: boolean;
  readonly items: readonly ListedItem[];
  /** Rated items that the model doesn't know. */
  readonly ignored: readonly string[];
}
