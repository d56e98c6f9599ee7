/** An explanation for people: names of terms, and a sentence of the greatest ones. */
import type { ItemId } from '../core/ids';
import type { Film } from '../data/film';
import { type Explanation, isCommon, type Term } from './explanation';

/** How a sentence is made. */
export interface WordsOptions {
  /** At most so many reasons for, and as many against. Default 3. */
  readonly reasons?: number;
}

/** Reasons below this share of the greatest one go without saying. */
const LEAST_SHARE = 0.1;

/**
 * What a film is called, for `termLabel` and sentences: its title, or its id in quotes where it has none. Make it once
 * for many labels.
 */
export function titlesOf(films: Iterable<Pick<Film, 'id' | 'title'>>): (item: ItemId) => string {
  const titles = new Map(Array.from(films, ({ id, title }) => [id, title]));
  return (item) => titles.get(item) ?? `item ${JSON.stringify(item)}`;
}

/** A name of a term, of one line: `your 5 for Star Wars (1977)`, `mean of all ratings`. */
export function termLabel(term: Term, titleOf: (item: ItemId) => string): string {
  switch (term.kind) {
    case 'rating':
      return `your ${term.rating ?? 'rating'} for ${titleOf(term.item as ItemId)}`;
    case 'neighborUser':
      return `user ${term.user} gave it ${term.rating}`;
    case 'factor':
      return `factor ${(term.factor as number) + 1}`;
    case 'feature':
      return `${term.feature}, liked by all`;
    case 'taste':
      return `${term.feature}, your taste`;
    default:
      return LABELS[term.kind];
  }
}

const LABELS = Object.freeze({
  mean: 'mean of all ratings',
  userMean: 'your mean',
  itemMean: 'mean of the film',
  userBias: 'how you rate',
  itemBias: 'how the film is rated',
  cluster: 'mean of the cluster block',
  prior: 'what anybody is taken to like',
  popularity: 'how popular it is',
});

/**
 * A sentence or two: `You might like Fargo (1996) because of your 5 for Heat (1995) and your 4 for Seven (1995). Your 2
 * for Toys (1992) speaks against it.` Means and biases aren't reasons; where there is nothing else, it says so.
 * Factors have no names, so that they are said to be none.
 */
export function inWords(
  explanation: Explanation,
  films: Iterable<Pick<Film, 'id' | 'title'>>,
  options: WordsOptions = {},
): string {
  const { reasons = 3 } = options;
  const titleOf = titlesOf(films);
  const { item, terms, score, wasImpossible, reason } = explanation;
  const title = titleOf(item);
  if (wasImpossible) return `Nothing personal can be said of ${title}: ${reason}.`;
  const own = terms.filter((term) => !isCommon(term) && term.kind !== 'factor');
  const greatest = Math.max(0, ...own.map(({ value }) => Math.abs(value)));
  const told = (sign: number) =>
    own
      .filter(({ value }) => value * sign > 0 && Math.abs(value) >= LEAST_SHARE * greatest)
      .slice(0, reasons)
      .map((term) => termLabel(term, titleOf));
  const [pro, contra] = [told(1), told(-1)];
  if (pro.length + contra.length === 0) {
    const hidden = terms.some(({ kind }) => kind === 'factor');
    const why = hidden
      ? 'from factors, which have no names'
      : 'from what holds for everybody; nothing of your own speaks for or against it';
    return `${title} has ${score.toFixed(2)} ${why}.`;
  }
  const against = `${listed(contra)} ${contra.length === 1 ? 'speaks' : 'speak'} against it.`;
  if (pro.length === 0) return `Nothing of yours speaks for ${title}: ${against}`;
  const first = `You might like ${title} because of ${listed(pro)}.`;
  return contra.length === 0 ? first : `${first} ${capital(against)}`;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
