/** The visitor: ratings, kept by the browser, and a random name for the feedback log. */

const KEPT = 'recommender-lab-visitor';
/** As many as the service accepts at a time; if there are more, the latest. */
const MOST = 500;

function read() {
  try {
    const { id, ratings } = JSON.parse(localStorage.getItem(KEPT));
    if (typeof id === 'string' && Array.isArray(ratings)) return { id, ratings: new Map(ratings) };
  } catch {
    // Nothing is stored, it is damaged, or this is a private window: treat it as a new visit.
  }
  return { id: `visitor-${Math.random().toString(36).slice(2, 12)}`, ratings: new Map() };
}

/** `ratings`: by item id, with the words to show, the latest last. */
export const visitor = read();

export function keepVisitor() {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ id: visitor.id, ratings: [...visitor.ratings] }));
  } catch {
    // As above.
  }
}

keepVisitor(); // so that someone who returns before the first rating is the same visitor

/** Leaves out ratings on an earlier model's scale, which the service would reject. */
export function keepOnly({ input, scale: { min, max, step } }) {
  const fits = (rating) => {
    if (input.kind !== 'number') return input.values.includes(rating);
    const steps = step === undefined ? 0 : (rating - min) / step;
    return rating >= min && rating <= (max ?? 3.4e38) && Math.abs(steps - Math.round(steps)) < 1e-4;
  };
  for (const [itemId, item] of visitor.ratings) {
    const isSound = typeof item?.rating === 'number' && typeof item.title === 'string' && fits(item.rating);
    if (!isSound) visitor.ratings.delete(itemId);
  }
}

/** The ratings in the form that the service accepts. */
export function ratingsToSend() {
  return [...visitor.ratings.values()].slice(-MOST).map(({ itemId, rating }) => ({ itemId, rating }));
}
