/** Titles of items from any delimited file, and the categories they belong to. */
import { checkArgument, checkOptions, TEXT } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type Film, filmsOf } from '../movielens/film';
import {
  type DelimitedInput,
  type DelimitedOptions,
  type DelimitedStream,
  INPUT_OR_STREAM,
  readDelimited,
  type StreamOptions,
} from './delimited';
import type { RatingColumns } from './ratings-layout';

/** The columns of a file of titles, by their names in its header; others are skipped. */
export interface TitlesOptions
  extends StreamOptions,
    Pick<DelimitedOptions<RatingColumns>, 'separator' | 'skip' | 'quotes' | 'encoding' | 'name'> {
  readonly id: string;
  readonly title: string;
  /** The column of genres, topics, or other categories. Default: none. */
  readonly categories?: string;
  /** What separates the categories of an item. Default: `|`. */
  readonly between?: string;
}

const EXAMPLES = {
  id: 'ISBN',
  title: 'Book-Title',
  categories: 'topics',
  between: '|',
  separator: ';',
  skip: 0,
  quotes: true,
  encoding: 'utf-8',
  name: 'books.csv',
  onProgress: undefined,
  signal: undefined,
};

/**
 * Reads the titles of films, books, or whatever else is recommended, for explanations in words and for the service's
 * page. Their categories become the `genres`.
 *
 * @throws DataError with file, line, column, value, and what was expected; for an id that occurs twice
 * @example
 * const books = await readTitles('books.csv', { separator: ';', id: 'ISBN', title: 'Book-Title', categories: 'topics' });
 */
export async function readTitles(
  source: DelimitedInput | DelimitedStream,
  given: TitlesOptions,
): Promise<Film[]> {
  checkArgument('readTitles', 'source', source, INPUT_OR_STREAM);
  checkOptions('readTitles', given, EXAMPLES);
  const { id, title, categories, between = '|', ...options } = given;
  for (const [name, value] of Object.entries({ id, title, categories: categories ?? '', between }))
    checkArgument('readTitles', name, value, TEXT);
  const names = [id, title, ...(categories === undefined ? [] : [categories])];
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined)
    throw new OptionError(
      `readTitles: id, title and categories must be different columns, got "${twice}" twice`,
    );
  const spec = Object.fromEntries(names.map((name, n) => [name, n === 0 ? 'id' : 'text'] as const));
  const { columns, place } = await readDelimited(source, { ...options, header: true, columns: spec });
  const text = (name: string) => columns[name] as unknown as readonly string[];
  const genres = (row: number) => (categories === undefined ? [] : listOf(text(categories)[row]!, between));
  return filmsOf(columns[id] as never, text(title), genres, (row) => place(row, id));
}

function listOf(text: string, between: string): string[] {
  const parts = text.split(between).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}
