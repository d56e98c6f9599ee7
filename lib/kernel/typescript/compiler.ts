/**
 * TypeScript as the kernel uses it: version 6, the last one that is written in JavaScript. The API of version 7 (called
 * unstable as of 7.0) checks a changed cell in less than half the time. But it compiles nothing: it writes no
 * JavaScript, has no transformers, and writes no declarations, which the later cells need. So both versions would have
 * to hold the same program.
 */
import { isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type * as ts from 'typescript-6';

const { codeCache } = require('../code-cache.cjs') as typeof import('../code-cache.cjs');

/** Parts of TypeScript that are missing from its public types. */
interface Internals {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  findPrecedingToken(position: number, file: ts.SourceFile): ts.Node | undefined;
  findNextToken(previous: ts.Node, parent: ts.Node, file: ts.SourceFile): ts.Node | undefined;
  getTokenAtPosition(file: ts.SourceFile, position: number): ts.Node;
  canHaveJSDoc(node: ts.Node): boolean;
  getJSDocCommentRanges(node: ts.Node, text: string): ts.CommentRange[] | undefined;
  parseIsolatedJSDocComment(text: string, start: number, length: number): { jsDoc: ts.JSDoc } | undefined;
  /** Removes types. */
  readonly transformTypeScript: ts.TransformerFactory<ts.SourceFile>;
}

export type TypeScript = typeof ts & Internals;

/** A file as the binder leaves it. */
export type BoundFile = ts.SourceFile & {
  locals?: ReadonlyMap<ts.__String, ts.Symbol>;
  parseDiagnostics: readonly ts.DiagnosticWithLocation[];
};

const NAME = 'typescript-6';

let loaded: TypeScript | undefined;

/** The loaded TypeScript; the first call takes about .2 s. */
export function loadTypeScript(): TypeScript {
  loaded ??= load();
  return loaded;
}

/** Forgets the loaded TypeScript: one that has thrown from deep inside may be left in any state. */
export function forgetTypeScript(): void {
  loaded = undefined;
}

/** Not by `require`: tsx would look through its nine megabytes for what it has to translate, for half a second. */
function load(): TypeScript {
  const filename = require.resolve(NAME);
  const bytes = readFileSync(filename);
  const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8'); // the same, in a third of the time
  const module = { exports: {} };
  const run = codeCache().compile(filename, text);
  run.call(module.exports, module.exports, createRequire(filename), module, filename, dirname(filename));
  return module.exports as TypeScript;
}

export const { version: TYPESCRIPT_VERSION } = require(`${NAME}/package.json`) as { version: string };
