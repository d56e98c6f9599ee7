/** Tags that make a cell something else, as in tslab: in a comment before its code, such as `/** @module name *\/`. */

const COMMENTS = /^(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)*/;
const MODULE = /@module[ \t]+([\w-]+)/;
const BROWSER = /@browser\b/;

export interface CellTags {
  /** The name under which other cells import this one, `./name`; undefined for an ordinary cell. */
  readonly module: string | undefined;
  /** Whether it runs in the page. */
  readonly isBrowser: boolean;
}

export function cellTags(code: string): CellTags {
  if (!code.includes('@')) return { module: undefined, isBrowser: false };
  const comments = COMMENTS.exec(code)![0];
  return { module: MODULE.exec(comments)?.[1], isBrowser: BROWSER.test(comments) };
}
