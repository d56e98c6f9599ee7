/** Text that every program can read. */

/** Whether no half of a surrogate pair stands alone: JSON can write one (`\ud800`), UTF-8 and DuckDB can't. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** The name of this as a format in JSON schemas. */
export const WELL_FORMED = 'well-formed';
