/** Who looks at the page: the ratings, kept by the browser, and a random name for the feedback log. */

const KEPT = 'recommender-lab-visitor';
/** As many as the service takes at a time; of more, the last ones. */
const MOST = 500;

function read() {
  try {
    const { id, ratings } = JSON.parse(localStorage.getItem(KEPT));
    if (typeof id === 'string' && Array.isArray(ratings)) return { id, ratings: new Map(ratings) };
  } catch {
    // Nothing is kept, what is kept is damaged, or this is a private window: then it is a new visit.
  }
  return { id: `visitor-${Math.random().toString(36).slice(2, 12)}`, ratings: new Map() };
}

/** `ratings`: by item id, with the words to show, the last one last. */
export const visitor = read();

export function keepVisitor() {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ id: visitor.id, ratings: [...visitor.ratings] }));
  } catch {
    // As above.
  }
}

keepVisitor(); // so that who comes again before the first rating is no other visitor

/** Leaves out ratings of a former model's scale, which the service would refuse. */
export function keepOnly(stars) {
  for (const [itemId, film] of visitor.ratings) {
    if (!stars.includes(film?.rating) || typeof film.title !== 'string') visitor.ratings.delete(itemId);
  }
}

/** The ratings as the service takes them. */
export function ratingsToSend() {
  return [...visitor.ratings.values()].slice(-MOST).map(({ itemId, rating }) => ({ itemId, rating }));
}
