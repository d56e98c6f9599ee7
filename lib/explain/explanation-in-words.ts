/** An explanation for people: names of terms, and a sentence of the greatest ones. */
import type { ItemId } from '../core/ids';
import type { Film } from '../data/movielens/film';
import { type Explanation, isCommon, type Term } from '../recommender/explanation';

/** What an item is called. */
export type TitleOf = (item: ItemId) => string;

/** How a sentence is made. */
export interface WordsOptions {
  /** At most so many reasons for, and as many against. Default 3. */
  readonly reasons?: number;
}

/** Reasons below this share of the greatest one go without saying. */
const LEAST_SHARE = 0.1;

/** Titles of films, or their id in quotes where there is none. Make it once for many labels. */
export function titlesOf(films: Iterable<Pick<Film, 'id' | 'title'>>): TitleOf {
  const titles = new Map(Array.from(films, ({ id, title }) => [id, title]));
  return (item) => titles.get(item) ?? `item ${JSON.stringify(item)}`;
}

/** A name of a term, of one line: `your 5 for Star Wars (1977)`, `mean of all ratings`, `factor 3 (ALS)`. */
export function termLabel(term: Term, titleOf: TitleOf): string {
  const label = nameOf(term, titleOf);
  return term.member === undefined ? label : `${label} (${term.member})`;
}

function nameOf(term: Term, titleOf: TitleOf): string {
  switch (term.kind) {
    case 'rating':
      return `your ${term.rating === undefined ? 'rating' : stars(term.rating)} for ${titleOf(term.item as ItemId)}`;
    case 'neighborUser':
      return term.rating === undefined ? whoOf(term) : `${whoOf(term)}'s ${stars(term.rating)}`;
    case 'factor':
      return `factor ${(term.factor as number) + 1}`;
    case 'feature':
      return `${term.feature}, for everybody`;
    case 'taste':
      return `${term.feature}, for you`;
    default:
      return COMMON_NAMES[term.kind];
  }
}

/** A rating as it was given, or a mean of some with three decimals, of small ones with three digits. */
export function stars(rating: number): string {
  const digits = Math.abs(rating) < 1 ? rating.toPrecision(3) : rating.toFixed(3);
  return String(Number(digits));
}

/** Where users' ids aren't for everybody's eyes, `user` is left out. */
function whoOf({ user }: Term): string {
  return user === undefined ? 'a similar user' : `user ${user}`;
}

const COMMON_NAMES = Object.freeze({
  mean: 'mean of all ratings',
  userMean: 'your mean',
  itemMean: 'its mean',
  userBias: 'how you rate',
  itemBias: 'how it is rated',
  cluster: 'mean of its block of clusters',
  prior: 'what anybody is taken to like',
  popularity: 'how popular it is',
  hybrid: "the hybrid's own part",
});

/** The greatest reasons for and against; none where all are common terms or factors. */
export interface Reasons {
  readonly pro: readonly string[];
  readonly contra: readonly string[];
}

/** As labels. */
export function reasonsOf(explanation: Explanation, titleOf: TitleOf, options: WordsOptions = {}): Reasons {
  return greatest(explanation, (term) => nameOf(term, titleOf), options);
}

/** For sentences: each side listed, with its verb. */
export function spokenReasons(
  explanation: Explanation,
  titleOf: TitleOf,
  options: WordsOptions = {},
): { readonly pro: Listed; readonly contra: Listed } {
  const { pro, contra } = greatest(explanation, (term) => reasonIn(term, titleOf), options);
  return { pro: listed(pro), contra: listed(contra) };
}

/** `a and b` with `speak`, `a` with `speaks`; an empty text where there is none. */
export interface Listed {
  readonly text: string;
  readonly verb: string;
}

function greatest(
  { terms }: Explanation,
  nameFor: (term: Term) => string,
  { reasons = 3 }: WordsOptions,
): Reasons {
  const named = byName(
    terms.filter((term) => !isCommon(term)),
    nameFor,
  );
  const told = (sign: number) => named.filter(({ value }) => value * sign > 0).slice(0, reasons);
  return { pro: told(1).map(({ name }) => name), contra: told(-1).map(({ name }) => name) };
}

/**
 * A sentence or two: `You might like Fargo (1996) because of your 5 for Heat (1995) and your 4 for Seven (1995). Your 2
 * for Toys (1992) speaks against it.` Where the reasons together lower the score, or it is below the mean, it promises
 * nothing: `Your 2 for Toys (1992) speaks against Fargo (1996). Your 5 for Heat (1995) speaks for it.` Means and biases
 * aren't reasons; where there is nothing else, it says so. Factors have no names, so that none is told.
 */
export function inWords(explanation: Explanation, titleOf: TitleOf, options: WordsOptions = {}): string {
  const { item, terms, score, wasImpossible, reason, unknownUser } = explanation;
  const title = titleOf(item);
  if (wasImpossible) return `Nothing personal can be said of ${title}: ${reason}.`;
  const own = terms.filter((term) => !isCommon(term));
  const { pro, contra } = spokenReasons(explanation, titleOf, options);
  if (pro.text === '' && contra.text === '') {
    const why = unknownUser
      ? 'it comes from what holds for everybody, as nothing is known of this user'
      : own.some(({ kind }) => kind === 'factor')
        ? 'it comes from factors, which have no names'
        : 'it comes from what holds for everybody, nothing of your own speaks for or against';
    return `${title} has a score of ${score.toFixed(2)}: ${why}.`;
  }
  const raises = own.reduce((sum, { value }) => sum + value, 0) >= 0;
  if (raises && pro.text !== '' && score >= levelOf(terms)) {
    const but = contra.text === '' ? '' : ` ${capital(contra.text)} ${contra.verb} against it.`;
    return `You might like ${title} because of ${pro.text}.${but}`;
  }
  const sides = [
    { ...pro, how: 'for' },
    { ...contra, how: 'against' },
  ].filter(({ text }) => text !== '');
  if (!raises) sides.reverse();
  const said = sides.map(
    ({ text, verb, how }, n) => `${capital(text)} ${verb} ${how} ${n === 0 ? title : 'it'}.`,
  );
  return said.join(' ');
}

/** What a score is compared with: μ or the user's mean, where there is one. */
function levelOf(terms: readonly Term[]): number {
  const level = terms.find(({ kind }) => kind === 'mean' || kind === 'userMean');
  return level?.value ?? Number.NEGATIVE_INFINITY;
}

/** Within a sentence a feature is told at more length than on a figure. */
function reasonIn(term: Term, titleOf: TitleOf): string {
  if (term.kind === 'neighborUser' && term.user === undefined) return 'what similar users gave it';
  if (term.kind === 'taste') return `what you make of ${term.feature}`;
  return term.kind === 'feature' ? `what everybody makes of ${term.feature}` : nameOf(term, titleOf);
}

/** Reasons by name, each with its sum: two members of a hybrid may have one reason. The greatest first, no small ones. */
function byName(terms: readonly Term[], nameFor: (term: Term) => string): { name: string; value: number }[] {
  const sums = new Map<string, number>();
  for (const term of terms) {
    if (term.kind === 'factor') continue;
    const name = nameFor(term);
    sums.set(name, (sums.get(name) ?? 0) + term.value);
  }
  const found = Array.from(sums, ([name, value]) => ({ name, value }));
  const greatest = Math.max(...found.map(({ value }) => Math.abs(value)));
  return found
    .filter(({ value }) => Math.abs(value) >= LEAST_SHARE * greatest)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

/** `a speaks`, `a and b speak`, `a, b and c speak`; titles with a comma ask for semicolons. */
function listed(names: readonly string[]): Listed {
  if (names.length < 2) return { text: names.join(''), verb: 'speaks' };
  const between = names.some((name) => name.includes(', ')) ? '; ' : ', ';
  const text = `${names.slice(0, -1).join(between)} and ${names[names.length - 1]}`;
  return { text, verb: 'speak' };
}

/** The first letter as at a sentence's beginning. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
