/** The pattern of names in JavaScript and TypeScript. */

/** A pattern for one name, for regular expressions with the flag `u`: letters of any script, marks, joiners. */
export const IDENTIFIER = '[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*';
