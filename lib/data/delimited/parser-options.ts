/** The parser's options: the columns of a file, and its layout. */
import type { ColumnArrays } from './delimited-columns';
import type { TextEncoding } from './field-decoder';

/** A column type; with `?` after it, the column may be missing; `skip` means present, but not needed. */
export type ColumnType = keyof ColumnArrays | `${keyof ColumnArrays}?` | 'skip';

/** Options of the parser; see `DelimitedOptions` for each field. */
export interface ParserOptions {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly separator: string;
  readonly skip: number;
  readonly header: boolean;
  readonly quotes: boolean | 'backslash';
  readonly encoding: TextEncoding;
  readonly decimal: '.' | ',';
  /** The name of the file in error messages. */
  readonly file: string;
}
