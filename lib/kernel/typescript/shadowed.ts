/**
 * Finds declarations of earlier cells that no cell can refer to any more, because later ones declare the same names: a
 * cell that is run again and again, say by a slider, leaves one file instead of one for each run.
 */
import type * as ts from 'typescript-6';
import type { BoundFile, TypeScript } from './compiler';

/** The declarations of a cell. */
export interface Declarations {
  readonly text: string;
  /** For each name, what it is declared as: a value, a type, a namespace, or an alias of something imported. */
  readonly names: ReadonlyMap<string, ts.SymbolFlags>;
  /** Every identifier in the text. */
  readonly mentions: ReadonlySet<string>;
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
  return { text, names, mentions: new Set(text.match(IDENTIFIERS)) };
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
