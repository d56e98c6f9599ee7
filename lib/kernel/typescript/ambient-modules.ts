/**
 * `declare module 'x' { … }` in a cell, for a package that isn't there or has no types.
 *
 * A cell is a module, and in a module such a declaration can only add to types that exist. So it moves to a file of
 * its own that isn't one, and stays there for later cells.
 */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';

/** The result of {@link splitAmbient}. */
export interface SplitCode {
  /** The code without these declarations; every character keeps its place. */
  readonly rest: string;
  /** These declarations; every character keeps its place. Empty if there are none. */
  readonly ambient: string;
  /** The declarations by the names of the modules. */
  readonly modules: ReadonlyMap<string, string>;
}

/** @param isMissing whether a module has no types to add to */
export function splitAmbient(
  typescript: TypeScript,
  code: string,
  isMissing: (name: string) => boolean,
): SplitCode {
  if (!/\bmodule\s+['"]/.test(code)) return { rest: code, ambient: '', modules: new Map() };
  const source = typescript.createSourceFile('cell.ts', code, typescript.ScriptTarget.Latest);
  const modules = new Map<string, string>();
  let rest = code;
  let ambient = blank(code);
  for (const statement of source.statements) {
    const name = moduleOf(typescript, statement);
    if (name === undefined || !isMissing(name)) continue;
    const start = statement.getStart(source);
    const text = code.slice(start, statement.end);
    modules.set(name, `${modules.get(name) ?? ''}${text}\n`);
    rest = rest.slice(0, start) + blank(text) + rest.slice(statement.end);
    ambient = ambient.slice(0, start) + text + ambient.slice(statement.end);
  }
  return { rest, ambient: modules.size > 0 ? ambient : '', modules };
}

/** The name in `declare module 'name'`; a path would name a file. */
function moduleOf(typescript: TypeScript, statement: ts.Statement): string | undefined {
  if (!typescript.isModuleDeclaration(statement) || !typescript.isStringLiteral(statement.name))
    return undefined;
  const { text } = statement.name;
  return text.startsWith('.') ? undefined : text;
}

function blank(text: string): string {
  return text.replace(/[^\n\r]/g, ' ');
}
