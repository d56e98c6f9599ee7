/** Cells that are modules of their own, as in tslab: with a comment `/** @module name *\/` before their code. */

const COMMENTS = /^(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)*/;
const MODULE = /@module[ \t]+([\w-]+)/;

/** The name under which other cells import this one, `./name`; undefined for an ordinary cell. */
export function moduleNameOf(code: string): string | undefined {
  if (!code.includes('@module')) return undefined;
  return MODULE.exec(COMMENTS.exec(code)![0])?.[1];
}
