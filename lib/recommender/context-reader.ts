/** Encodes contexts, as given by callers, as the numbers that models compute with. */
import { OptionError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import { mustBeOptions } from '../core/options';
import {
  type ContextColumn,
  type ContextKind,
  type ContextValue,
  MISSING,
} from '../data/context/context-column';
import type { ContextColumns } from '../data/context/context-columns';
import { Interactions } from '../data/table/interactions';
import type { ContextOptions } from './answers';
import type { Capabilities } from './capabilities';
import type { TrainSummary } from './train-summary';

/**
 * An encoded context: one number for each column that the model uses, in the order of its `contextNames`. For
 * a categorical column, it is the category's code in the train set; for a numeric column, the number itself.
 * All columns have a value: a question without context, or with a category that isn't in the train set, has no
 * encoded context.
 *
 * Models must not keep a reference to it, because the array is reused for the next row.
 */
export type EncodedContext = { readonly length: number; readonly [column: number]: number };

/** A model that may use context. */
export interface ContextUser {
  readonly name: string;
  readonly can: Capabilities;
  /** The columns that it would use if it were fitted on this table. */
  contextColumns(train: Interactions): readonly string[];
}

interface UsedColumn {
  readonly name: string;
  readonly column: ContextColumn;
  /** Codes by category; empty for a numeric column. */
  readonly codes: ReadonlyMap<string, number>;
}

/** Maximum number of categories listed in an error message. */
const LISTED = 12;

/** Encodes contexts for one fitted model. A model that contains others uses the columns of all of them. */
export class ContextReader {
  /** The columns that the model uses, in the order of the encoded numbers; empty if it doesn't use context. */
  readonly names: readonly string[];
  readonly #model: string;
  readonly #columns: readonly UsedColumn[];

  /** @throws OptionError if the model uses context and the train set lacks a column */
  constructor(asker: ContextUser, summary: TrainSummary) {
    // A model saved without its train ratings has no context columns either.
    const train = summary instanceof Interactions ? summary : undefined;
    const context = train?.context;
    const { name: model, can } = asker;
    this.#model = model;
    this.names = can.usesContext && train ? asker.contextColumns(train) : [];
    const missing = this.names.find((name) => !context?.has(name));
    if (missing !== undefined || (can.usesContext && this.names.length === 0)) {
      const wanted = missing === undefined ? 'context columns' : `the context column "${missing}"`;
      const has = context === undefined ? 'none' : context.names.join(', ');
      throw this.#error(
        `needs a train set with ${wanted}, but this one has ${has}; see Interactions.withContext`,
      );
    }
    this.#columns = this.names.map((name) => {
      const column = (context as ContextColumns).column(name);
      const categories = column.kind === 'categorical' ? column.categories : [];
      return { name, column, codes: new Map(categories.map((category, code) => [category, code])) };
    });
  }

  /** What can be asked: each column, and its categories; empty for a column of numbers. */
  describe(): { name: string; kind: ContextKind; categories: string[] }[] {
    return this.#columns.map(({ name, column, codes }) => ({
      name,
      kind: column.kind,
      categories: [...codes.keys()],
    }));
  }

  /**
   * The encoded context; undefined if none is given.
   * @throws OptionError if the model doesn't use context, a column is unknown or missing, or a value isn't in
   *   the train set
   */
  read(options: ContextOptions): EncodedContext | undefined {
    mustBeOptions(this.#model, options, '{ context }');
    const { context: query } = options;
    if (query === undefined) return undefined;
    const { names } = this;
    if (names.length === 0) {
      throw this.#error("doesn't use context (see its `can`); leave the context out");
    }
    const uses = `it uses ${names.join(', ')}`;
    if (typeof query !== 'object' || query === null || Array.isArray(query)) {
      throw this.#error(`context must be an object with a value for each of its columns; ${uses}`);
    }
    for (const name of Object.keys(query)) {
      if (names.includes(name)) continue;
      const [near] = nearestNames(name, names, 1);
      const meant = near === undefined ? '' : `; did you mean "${near}"?`;
      throw this.#error(`context has no column "${name}"; ${uses}${meant}`);
    }
    const lacking = names.filter((name) => !Object.hasOwn(query, name));
    if (lacking.length > 0) {
      throw this.#error(`context must have a value for ${lacking.join(' and ')} too; ${uses}`);
    }
    return Float64Array.from(this.#columns, (used) => this.#encodeValue(used, query[used.name]));
  }

  /**
   * A function that returns the encoded context of a row of a table: undefined if the table has no context, or
   * the row has a category that isn't in the train set. It returns the same array each time.
   *
   * @throws OptionError if the table has context columns, but lacks one that the model uses, or has it with
   *   another kind
   */
  ofRows(pairs: Interactions): (row: number) => EncodedContext | undefined {
    const { context } = pairs;
    if (context === undefined || this.names.length === 0) return () => undefined;
    const encoded = new Float64Array(this.#columns.length);
    const readers = this.#columns.map(({ name, column, codes }) => {
      const given = context.has(name) ? context.column(name) : undefined;
      if (given?.kind !== column.kind) {
        const what =
          given === undefined ? `no context column "${name}"` : `a ${given.kind} context column "${name}"`;
        throw this.#error(
          `the pairs have ${what}, but the train set has a ${column.kind} one; the pairs have ${context.names.join(', ')}`,
        );
      }
      if (given.kind === 'numeric') return (row: number) => given.numbers[row];
      // An unknown category has the code -1.
      const known = Int32Array.from(given.categories, (category) => codes.get(category) ?? -1);
      return (row: number) => known[given.codes[row]];
    });
    const isCategory = this.#columns.map(({ column }) => column.kind === 'categorical');
    return (row) => {
      for (let n = 0; n < readers.length; n++) {
        encoded[n] = readers[n](row);
        if (isCategory[n] && encoded[n] < 0) return undefined;
      }
      return encoded;
    };
  }

  #encodeValue({ name, column, codes }: UsedColumn, value: ContextValue): number {
    if (column.kind === 'numeric') {
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw this.#error(`context ${name} must be a finite number, got ${shown(value)}`);
    }
    const category = value === null || value === undefined ? MISSING : String(value);
    const code = codes.get(category);
    if (code !== undefined) return code;
    const known = [...codes.keys()];
    const listed = known.slice(0, LISTED).map((one) => (one === MISSING ? 'null (missing)' : one));
    const more = known.length > LISTED ? ` and ${known.length - LISTED} more` : '';
    const [near] = nearestNames(category, known, 1);
    const meant = near === undefined ? '' : `; did you mean "${near}"?`;
    throw this.#error(
      `context ${name} must be one of ${listed.join(', ')}${more}, as in the train set, got ${shown(value)}${meant}`,
    );
  }

  #error(message: string): OptionError {
    return new OptionError(`${this.#model}: ${message}`);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
