/** The format in JSON schemas of a text that can be written in UTF-8: JSON can hold half a character, DuckDB can't. */
export const WELL_FORMED = 'well-formed';
