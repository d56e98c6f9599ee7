/** Explanations in words: names of terms, and sentences with the largest ones. */
import { called, checkArgument, checkOptions, FUNCTION, ITERABLE, POSITIVE_WHOLE } from '../core/arguments';
import type { ItemId } from '../core/ids';
import type { Film } from '../data/movielens/film';
import { EXPLANATION, type Explanation, isCommon, type Term } from '../recommender/explanation';

/** Gives an item's title. */
export type TitleOf = (item: ItemId) => string;

/** What gives titles, as an argument: not the films themselves. */
export const TITLE_OF = called('a function from an item to its title, such as titlesOf(films)', FUNCTION);

/** How sentences are made. */
export interface WordsOptions {
  /** Maximum number of reasons for, and of reasons against. Default 3. */
  readonly reasons?: number;
}

/** Reasons below this share of the largest one are left out. */
const LEAST_SHARE = 0.1;

/** Titles of films, or the id in quotes if there is no title. Create it once and reuse it. */
export function titlesOf(films: Iterable<Pick<Film, 'id' | 'title'>>): TitleOf {
  checkArgument('titlesOf', 'films', films, ITERABLE);
  const titles = new Map(Array.from(films, ({ id, title }) => [id, title]));
  return (item) => titles.get(item) ?? `item ${JSON.stringify(item)}`;
}

/** A one-line name of a term: `your 5 for Star Wars (1977)`, `mean of all ratings`, `factor 3 (ALS)`. */
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
      return `${term.feature}, for everyone`;
    case 'taste':
      return `${term.feature}, for you`;
    case 'context':
      return `context ${term.feature}`;
    default:
      return COMMON_NAMES[term.kind];
  }
}

/** A rating as given, or a mean of ratings with three decimals (three significant digits below 1). */
export function stars(rating: number): string {
  const digits = Math.abs(rating) < 1 ? rating.toPrecision(3) : rating.toFixed(3);
  return String(Number(digits));
}

/** Where users' ids must stay private, `user` is missing. */
function whoOf({ user }: Term): string {
  return user === undefined ? 'a similar user' : `user ${user}`;
}

const COMMON_NAMES = Object.freeze({
  mean: 'mean of all ratings',
  userMean: 'your mean',
  itemMean: 'its mean',
  userBias: 'how you rate',
  itemBias: 'how it is rated',
  cluster: 'mean of its co-cluster',
  prior: 'what everyone is assumed to like',
  popularity: 'how popular it is',
  hybrid: "the hybrid's own term",
});

/** The largest reasons for and against; none if all terms are common ones or factors. */
export interface Reasons {
  readonly pro: readonly string[];
  readonly contra: readonly string[];
}

/** As labels. */
export function reasonsOf(explanation: Explanation, titleOf: TitleOf, options: WordsOptions = {}): Reasons {
  return greatest(explanation, (term) => nameOf(term, titleOf), options);
}

/** @throws OptionError for what gives no titles, or a wrong option */
export function checkWords(owner: string, titleOf: TitleOf, options: WordsOptions): void {
  checkArgument(owner, 'titleOf', titleOf, TITLE_OF);
  checkOptions(owner, options, { reasons: 3 });
  checkArgument(owner, 'reasons', options.reasons ?? 3, POSITIVE_WHOLE);
}

/** For sentences: both sides as lists, each with its verb. */
export function spokenReasons(
  explanation: Explanation,
  titleOf: TitleOf,
  options: WordsOptions = {},
): { readonly pro: Listed; readonly contra: Listed } {
  const { pro, contra } = greatest(explanation, (term) => reasonIn(term, titleOf), options);
  return { pro: listed(pro), contra: listed(contra) };
}

/** `a and b` with `count`, `a` with `counts`; an empty text if there are no reasons. */
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
 * for Toys (1992) counts against it.` If the reasons together lower the score, or the score is below the mean, it
 * doesn't say that you might like it: `Your 2 for Toys (1992) counts against Fargo (1996). Your 5 for Heat (1995)
 * counts in its favor.` Means and biases aren't reasons; if there is nothing else, the sentence says so. Factors have
 * no names, so they aren't listed. For a user of the train set who was folded in, a last sentence gives the score that is
 * explained, as it isn't the one in the user's list.
 */
export function inWords(explanation: Explanation, titleOf: TitleOf, options: WordsOptions = {}): string {
  checkArgument('inWords', 'explanation', explanation, EXPLANATION);
  checkWords('inWords', titleOf, options);
  const { user, item, score, wasImpossible, reason, foldedIn } = explanation;
  if (wasImpossible) return `There is no personal score for ${titleOf(item)}: ${reason}.`;
  const said = reasonsInWords(explanation, titleOf, options);
  if (!foldedIn || user === undefined) return said;
  return `${said} This is about the score with your ratings folded in, ${score.toFixed(2)}; the one in your list can differ slightly.`;
}

function reasonsInWords(explanation: Explanation, titleOf: TitleOf, options: WordsOptions): string {
  const { item, terms, score, unknownUser } = explanation;
  const title = titleOf(item);
  const own = terms.filter((term) => !isCommon(term));
  const { pro, contra } = spokenReasons(explanation, titleOf, options);
  if (pro.text === '' && contra.text === '') {
    const why = unknownUser
      ? 'it comes from what applies to everyone, as nothing is known about this user'
      : own.some(({ kind }) => kind === 'factor')
        ? 'it comes from factors, which have no names'
        : 'it comes from what applies to everyone; none of your own ratings counts for or against it';
    return `${title} has a score of ${score.toFixed(2)}: ${why}.`;
  }
  const raises = own.reduce((sum, { value }) => sum + value, 0) >= 0;
  if (raises && pro.text !== '' && score >= levelOf(terms)) {
    const but = contra.text === '' ? '' : ` ${capital(contra.text)} ${contra.verb} against it.`;
    return `You might like ${title} because of ${pro.text}.${but}`;
  }
  const sides = [
    { ...pro, how: (what: string) => `in ${what === 'it' ? 'its favor' : `favor of ${what}`}` },
    { ...contra, how: (what: string) => `against ${what}` },
  ].filter(({ text }) => text !== '');
  if (!raises) sides.reverse();
  const said = sides.map(
    ({ text, verb, how }, n) => `${capital(text)} ${verb} ${how(n === 0 ? title : 'it')}.`,
  );
  return said.join(' ');
}

/** What a score is compared with: μ or the user's mean, if there is one. */
function levelOf(terms: readonly Term[]): number {
  const level = terms.find(({ kind }) => kind === 'mean' || kind === 'userMean');
  return level?.value ?? Number.NEGATIVE_INFINITY;
}

/** In a sentence, a feature is described at more length than in a figure. */
function reasonIn(term: Term, titleOf: TitleOf): string {
  if (term.kind === 'neighborUser' && term.user === undefined) return 'what similar users gave it';
  if (term.kind === 'taste') return `what you think of ${term.feature}`;
  if (term.kind === 'context') return `the context (${term.feature})`;
  return term.kind === 'feature' ? `what everyone thinks of ${term.feature}` : nameOf(term, titleOf);
}

/** Reasons by name with their sums (two members of a hybrid may share a reason), largest first, without small ones. */
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

/** `a counts`, `a and b count`, `a, b and c count`; separated by semicolons if a title contains a comma. */
function listed(names: readonly string[]): Listed {
  if (names.length < 2) return { text: names.join(''), verb: 'counts' };
  const between = names.some((name) => name.includes(', ')) ? '; ' : ', ';
  const text = `${names.slice(0, -1).join(between)} and ${names[names.length - 1]}`;
  return { text, verb: 'count' };
}

/** With a capital first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
