/** TypeScript's errors that don't keep a cell from running. */
import type * as ts from 'typescript-6';

/** `Could not find a declaration file for module 'x'`. */
const UNTYPED = 7016;

/** `JSX element implicitly has type 'any' because no interface 'JSX.IntrinsicElements' exists.` */
const NO_JSX_TYPES = 7026;

/** `import x = require('x')` outside of CommonJS, which is what a cell is compiled to. */
const IMPORT_BY_REQUIRE = 1202;

/** What only strict code may not do, such as `const package = 1`: a cell of JavaScript need not be strict. */
const OF_STRICT_MODE = new Set([1100, 1101, 1102, 1210, 1212, 1213, 1214, 1215]);

const ALWAYS = new Set([UNTYPED, NO_JSX_TYPES, IMPORT_BY_REQUIRE]);

export function isTolerated({ code }: ts.Diagnostic, isJavaScript: boolean): boolean {
  return ALWAYS.has(code) || (isJavaScript && OF_STRICT_MODE.has(code));
}

/** The packages without types among these errors. */
export function untypedPackages(found: readonly ts.Diagnostic[]): string[] {
  return found.flatMap(({ code, file, start = 0, length = 0 }) => {
    if (code !== UNTYPED || !file) return [];
    return [file.text.slice(start, start + length).replace(/^['"`]|['"`]$/g, '')];
  });
}
