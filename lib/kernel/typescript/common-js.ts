/**
 * Makes TypeScript compile a cell to CommonJS in one pass.
 *
 * The kernel's transformers work on code without types, and must come before TypeScript's last step, which makes
 * CommonJS. TypeScript has no hook between its own steps. So types are removed beforehand, by TypeScript's own step,
 * then the kernel's transformers run, then all of TypeScript's steps, the first of which has nothing left to do.
 */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';

type Transformer = ts.TransformerFactory<ts.SourceFile>;

/**
 * Runs `emit` with options for CommonJS; types are checked with those for ES modules. Strict checks would put "use
 * strict" at the start of CommonJS, which cells don't have.
 */
export function asCommonJs<T>(typescript: TypeScript, options: ts.CompilerOptions, emit: () => T): T {
  const { module, alwaysStrict } = options;
  Object.assign(options, { module: typescript.ModuleKind.CommonJS, alwaysStrict: false });
  try {
    return emit();
  } finally {
    Object.assign(options, { module, alwaysStrict });
  }
}

/**
 * The transformers of a cell, in order.
 * @param first run before all others
 * @param typeless run after types are removed
 * @param last run after TypeScript's
 */
export function beforeModules(
  { transformTypeScript }: TypeScript,
  { first, typeless, last }: Record<'first' | 'typeless' | 'last', readonly Transformer[]>,
): ts.CustomTransformers {
  return { before: [...first, transformTypeScript, ...typeless], after: [...last] };
}
