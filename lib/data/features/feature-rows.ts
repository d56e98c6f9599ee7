/**
 * Features of items and of users from rows in common formats: genres, tags, words of a text, numbers.
 *
 * The weight of a feature is TF-IDF, which depends on how often the item has it (tf) and how rare it is among
 * all items (idf); for users likewise:
 *
 *     x_if = tf_if · idf_f,   idf_f = ln((1 + n) / (1 + n_f)) + 1,
 *
 * with n items, of which n_f have the feature. Then each row is divided by its length √Σ_f x_if², so that the
 * dot product of two rows is their cosine. The results are those of scikit-learn's `TfidfVectorizer`. Source:
 * K. Spärck Jones, "A Statistical Interpretation of Term Specificity", 1972.
 */
import { OptionError } from '../../core/errors';
import { itemId, userId } from '../../core/ids';
import { number, type OptionsOf, oneOf, options, whole } from '../../core/options';
import { type FeatureColumns, FeatureTable, type ItemFeatures, type UserFeatures } from './feature-table';

/** Data about an item or a user. Several rows of the same one are added up. */
interface Described {
  /** The features, repeated as often as they occur: tags, genres, `wordsOf(text)`. */
  readonly words?: Iterable<string>;
  /** Features with amounts, such as the relevance of a tag; 0 is the same as none. */
  readonly amounts?: Readonly<Record<string, number>>;
}

/** Data about an item. */
export interface FeatureRow extends Described {
  readonly item: string | number;
}

/** Data about a user. */
export interface UserFeatureRow extends Described {
  readonly user: string | number;
}

/** How rows are converted to weights. */
const FEATURES_OPTIONS = options('itemFeatures', {
  /** `tfidf`: see above. `amount`: the amounts and counts themselves, unchanged. */
  weighting: oneOf(['tfidf', 'amount'], { default: 'tfidf' }),
  /** Features of fewer items than this are left out. */
  minItems: whole({ from: 1, default: 1 }),
  /** Features of a larger share of the items than this are left out. */
  maxShare: number({ above: 0, to: 1, default: 1 }),
});
export interface ItemFeaturesOptions extends Partial<OptionsOf<typeof FEATURES_OPTIONS>> {}

const { minItems: minUsers, ...SHARED_OPTIONS } = FEATURES_OPTIONS.declared;
const USER_FEATURES_OPTIONS = options('userFeatures', { ...SHARED_OPTIONS, minUsers });
export interface UserFeaturesOptions extends Partial<OptionsOf<typeof USER_FEATURES_OPTIONS>> {}

interface DescribedRow extends Described {
  readonly id: string;
  /** For error messages. */
  readonly what: string;
}

/**
 * Makes a feature table from any rows: the tags of MovieLens 25M, plot summaries, numbers. Features are in
 * order of first appearance. An item whose features are all left out stays, with an empty row. Cost:
 * O(words).
 *
 * @example
 * const tags = itemFeatures(tagRows.map(({ movieId, tag }) => ({ item: movieId, words: [tag.toLowerCase()] })));
 * const titles = itemFeatures(films.map(({ id, title }) => ({ item: id, words: title.split(' ') })), { minItems: 5 });
 * ratings.withItemFeatures(tags.beside(titles, 0.5));
 * @throws OptionError for an invalid option, an empty id, or an amount that isn't a finite number
 */
export function itemFeatures(rows: Iterable<FeatureRow>, options: ItemFeaturesOptions = {}): ItemFeatures {
  const described = Array.from(rows, (row) => ({ ...row, id: itemId(row.item), what: 'item' }));
  return FeatureTable.ofItems(featureColumns(described, FEATURES_OPTIONS.resolve(options)));
}

/**
 * The same for users: their age group, their region, what they said about themselves.
 *
 * @example
 * userFeatures([{ user: 'ann', words: ['region: north'], amounts: { age: 0.31 } }], { weighting: 'amount' });
 * @throws OptionError for an invalid option, an empty id, or an amount that isn't a finite number
 */
export function userFeatures(
  rows: Iterable<UserFeatureRow>,
  options: UserFeaturesOptions = {},
): UserFeatures {
  const { minUsers: minItems, ...others } = USER_FEATURES_OPTIONS.resolve(options);
  const described = Array.from(rows, (row) => ({ ...row, id: userId(row.user), what: 'user' }));
  return FeatureTable.ofUsers(featureColumns(described, { minItems, ...others }));
}

function featureColumns(
  rows: Iterable<DescribedRow>,
  { weighting, minItems, maxShare }: OptionsOf<typeof FEATURES_OPTIONS>,
): FeatureColumns {
  const amounts = amountsOf(rows);
  const have = new Map<string, number>(); // n_f
  for (const row of amounts.values())
    for (const name of row.keys()) have.set(name, (have.get(name) ?? 0) + 1);
  const most = maxShare * amounts.size;
  const names = [...have].filter(([, count]) => count >= minItems && count <= most).map(([name]) => name);
  const columnOf = new Map(names.map((name, column) => [name, column]));
  const idf = (name: string) => Math.log((1 + amounts.size) / (1 + (have.get(name) ?? 0))) + 1;
  const offsets = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const row of amounts.values()) {
    const start = columns.length;
    let squares = 0;
    for (const [name, amount] of row) {
      const column = columnOf.get(name);
      if (column === undefined) continue;
      const weight = weighting === 'tfidf' ? amount * idf(name) : amount;
      columns.push(column);
      values.push(weight);
      squares += weight * weight;
    }
    if (weighting === 'tfidf') {
      for (let at = start; at < values.length; at++) values[at] /= Math.sqrt(squares);
    }
    offsets.push(columns.length);
  }
  return {
    ids: [...amounts.keys()],
    names,
    offsets: Int32Array.from(offsets),
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
}

/**
 * The words of a text, in order: lowercase, without accents, letters and digits only; apostrophes are removed
 * (`Schindler's` becomes `schindlers`). Stop words (the, of, …) and single letters are left out.
 *
 * @example wordsOf("Schindler's List, The (1993)") // ['schindlers', 'list', '1993']
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length > 1 && !STOP_WORDS.has(word));
}

const STOP_WORDS = new Set(
  (
    'the an of and in to for on at by with from as is it its be are was or not no my me we us our you your he she ' +
    'his her him they them their this that these those who what when where how all into up out la le les el il der die das de du'
  ).split(' '),
);

/** Amounts by item and feature, both in order of first appearance; zeros are left out. */
function amountsOf(rows: Iterable<DescribedRow>): Map<string, Map<string, number>> {
  const amounts = new Map<string, Map<string, number>>();
  for (const { id, what, words = [], amounts: given = {} } of rows) {
    const row = amounts.get(id) ?? new Map<string, number>();
    amounts.set(id, row);
    for (const word of words) row.set(word, (row.get(word) ?? 0) + 1);
    for (const [name, amount] of Object.entries(given)) {
      if (!Number.isFinite(amount)) {
        throw new OptionError(
          `${what}Features: ${name} of ${what} ${JSON.stringify(id)} must be a finite number, got ${amount}`,
        );
      }
      if (amount !== 0) row.set(name, (row.get(name) ?? 0) + amount);
      if (row.get(name) === 0) row.delete(name); // amounts that cancel out
    }
  }
  return amounts;
}
