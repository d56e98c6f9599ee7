/** A JSON schema format for text that UTF-8 can encode: JSON can contain half a character, DuckDB can't. */
export const WELL_FORMED = 'well-formed';
