/**
 * What becomes of a click or a rating:
 * - `joined`: it counts for the list on which the item was, and so for the user's arm;
 * - `duplicate`: the same was said before of this item on this list: counts once (the first rating counts);
 * - `late`: the list was made more than `joinMinutes` ago: doesn't count for it;
 * - `orphan`: it names no list, or one that is not of this experiment or is gone: doesn't count;
 * - `forged`: no such list was made for this user, or the item wasn't on it: refused, and not stored as feedback either.
 *
 * All but forged ones are stored as feedback like any other.
 */
export type Fate = 'joined' | 'duplicate' | 'late' | 'orphan' | 'forged';
