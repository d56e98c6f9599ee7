/**
 * Has TypeScript write a cell as CommonJS in one go.
 *
 * tslab has it written as an ES module, stores the last expression in `export const tsLastExpr` at the end of that,
 * and has the text compiled once more, by a program and a type checker of its own, into CommonJS: a third of the
 * time of a short cell. TypeScript offers no place between its own steps, where what tslab does would be early
 * enough. So the types are taken out beforehand, by TypeScript's own step, what tslab does follows, and then come
 * all steps of TypeScript's, of which the first has nothing left to do.
 */
import type * as ts from '@tslab/typescript-for-tslab';

type Transformer = ts.TransformerFactory<ts.SourceFile>;

/** What TypeScript doesn't tell of itself. */
interface Internals {
  readonly transformTypeScript: Transformer;
}

/**
 * Runs `emit` with the options that make it write CommonJS; types are checked with those of ES modules. Strict checks
 * would put "use strict" before CommonJS, which cells don't have.
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
 * tslab's transformers, which come after TypeScript's, moved before its last.
 * @param first come before all others
 * @param typeless come when types are out, before tslab's
 * @param last come after TypeScript's
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

/** tslab changes what it is given; and then the file has to learn what it contains. */
const anew: Transformer =
  ({ factory }) =>
  (source) =>
    factory.updateSourceFile(source, [...source.statements]);
