/** What a name looks like in JavaScript and TypeScript. */

/** A pattern of one name, for regular expressions with the flag `u`: letters of any script, marks, joiners. */
export const IDENTIFIER = '[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*';
