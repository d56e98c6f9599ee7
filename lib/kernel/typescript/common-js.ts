/**
 * Makes TypeScript compile a cell to CommonJS in one pass.
 *
 * tslab compiles it to an ES module, stores the last expression in an `export const tsLastExpr` at the end, and
 * compiles the text again to CommonJS, with another program and type checker: a third of the time of a short cell.
 * TypeScript has no hook between its own steps that would be early enough for tslab's transformers. So types are
 * removed beforehand, by TypeScript's own step, then tslab's transformers run, then all of TypeScript's steps, the
 * first of which has nothing left to do.
 */
import type * as ts from '@tslab/typescript-for-tslab';

type Transformer = ts.TransformerFactory<ts.SourceFile>;

/** Parts of TypeScript missing from its public types. */
interface Internals {
  readonly transformTypeScript: Transformer;
}

/**
 * Runs `emit` with options for CommonJS; types are checked with those for ES modules. Strict checks would put "use
 * strict" at the start of CommonJS, which cells don't have.
 */
export function asCommonJs<T>(typescript: typeof ts, options: ts.CompilerOptions, emit: () => T): T {
  const { module, alwaysStrict } = options;
  Object.assign(options, { module: typescript.ModuleKind.CommonJS, alwaysStrict: false });
  try {
    return emit();
  } finally {
    Object.assign(options, { module, alwaysStrict });
  }
}

/**
 * Moves tslab's transformers, which come after TypeScript's, before its last one.
 * @param first run before all others
 * @param typeless run after types are removed, before tslab's
 * @param last run after TypeScript's
 */
export function beforeModules(
  typescript: typeof ts,
  transformers: ts.CustomTransformers | undefined,
  { first, typeless, last }: Record<'first' | 'typeless' | 'last', readonly Transformer[]>,
): ts.CustomTransformers {
  const { transformTypeScript } = typescript as unknown as Internals;
  const { before = [], after = [], ...others } = transformers ?? {};
  const own = after as Transformer[];
  return {
    ...others,
    before: [...first, ...(before as Transformer[]), transformTypeScript, anew, ...typeless, ...own, anew],
    after: [...last],
  };
}

/** tslab modifies the file it is given, whose own record of its contents must then be updated. */
const anew: Transformer =
  ({ factory }) =>
  (source) =>
    factory.updateSourceFile(source, [...source.statements]);
