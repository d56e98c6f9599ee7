/** What the declarations of a cell mean to those of others: whether they are hidden by them, or can be one file with them. */
import type * as ts from 'typescript-6';
import type { BoundFile, TypeScript } from './compiler';

/** The declarations of a cell. */
export interface Declarations {
  readonly text: string;
  /** For each name, what it is declared as: a value, a type, a namespace, or an alias of something imported. */
  readonly names: ReadonlyMap<string, ts.SymbolFlags>;
  /** Every identifier in the text. */
  readonly mentions: ReadonlySet<string>;
  /** Otherwise, its names would be known everywhere. */
  readonly isModule: boolean;
}

/** Reads the text of a declaration file. */
export function declarationsIn(typescript: TypeScript, text: string): Declarations {
  const { ES2024 } = typescript.ScriptTarget;
  const file = typescript.createSourceFile('cell.d.ts', text, ES2024, false) as BoundFile;
  typescript.bindSourceFile(file, {});
  const names = new Map<string, ts.SymbolFlags>();
  for (const [name, local] of file.locals ?? []) {
    const { exportSymbol = local } = local as ts.Symbol & { exportSymbol?: ts.Symbol };
    names.set(typescript.unescapeLeadingUnderscores(name), exportSymbol.flags);
  }
  const isModule = typescript.isExternalModule(file);
  return { text, names, mentions: new Set(text.match(IDENTIFIERS)), isModule };
}

const IDENTIFIERS = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
/** Augments what isn't its own. */
const AUGMENTS = /\b(?:global|module)\b/;

/**
 * Whether nothing can refer to the declarations of `cell`: each of its names is declared again by a cell of `later` (in
 * order), and none before that mentions it.
 */
export function isShadowed(
  typescript: TypeScript,
  cell: Declarations,
  later: Iterable<Declarations>,
): boolean {
  if (cell.names.size === 0 || AUGMENTS.test(cell.text)) return false;
  const left = new Map(cell.names);
  for (const other of later) {
    for (const [name, flags] of left) {
      const again = other.names.get(name);
      if (again !== undefined && (other.text === cell.text || covers(typescript, again, flags)))
        left.delete(name);
      else if (other.mentions.has(name)) return false;
    }
    if (left.size === 0) return true;
  }
  return false;
}

/** Whether a name that is declared as `again` is never looked up further for what it was before. */
function covers({ SymbolFlags }: TypeScript, again: ts.SymbolFlags, before: ts.SymbolFlags): boolean {
  const { Alias, Value, Type, Namespace } = SymbolFlags;
  // What an imported name is depends on the module.
  if ((again | before) & Alias) return false;
  return [Value, Type, Namespace].every((meaning) => !(before & meaning) || Boolean(again & meaning));
}

/**
 * The declarations of two neighbors as those of one cell; undefined if a name in them would then mean something else.
 * @param first the older one
 */
export function merged(first: Declarations, second: Declarations): Declarations | undefined {
  if (!first.isModule || !second.isModule) return undefined;
  if (AUGMENTS.test(first.text) || AUGMENTS.test(second.text)) return undefined;
  // The first one's names are declared again, or would be found in the second instead of in a cell before both.
  for (const name of second.names.keys()) if (first.mentions.has(name)) return undefined;
  return {
    text: `${first.text}\n${second.text}`,
    names: new Map([...first.names, ...second.names]),
    mentions: new Set([...first.mentions, ...second.mentions]),
    isModule: true,
  };
}
