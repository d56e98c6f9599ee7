/** Resolves the imports of cells and sources for type-checking. */
import { isBuiltin } from 'node:module';
import type * as ts from '@tslab/typescript-for-tslab';
import { isProjectFile } from './polled-files';

export interface Resolution {
  /** The host's two methods that replace TypeScript's own resolution. */
  ofHost: Pick<
    ts.WatchCompilerHost<ts.BuilderProgram>,
    'resolveModuleNameLiterals' | 'hasInvalidatedResolutions'
  >;
  /** Whether there were any. */
  forgetFailures(): boolean;
}

/**
 * Import resolution that caches what was found and retries what was not: TypeScript would wait for a folder watcher,
 * but there is none. Node's built-in modules never have a file.
 */
export function forgetfulResolution(
  typescript: typeof ts,
  options: ts.CompilerOptions,
  sys: ts.System,
): Resolution {
  const cache = typescript.createModuleResolutionCache(process.cwd(), (path) => path, options);
  let failed = new Set<string>();
  let toRepeat = new Set<string>();
  return {
    ofHost: {
      hasInvalidatedResolutions: (path) => toRepeat.has(path),
      resolveModuleNameLiterals: (literals, importer) =>
        literals.map((literal) => {
          const found = typescript.resolveModuleName(literal.text, importer, options, sys, cache);
          if (!found.resolvedModule && !isBuiltin(literal.text) && isProjectFile(importer)) {
            failed.add(importer);
          }
          return found;
        }),
    },
    forgetFailures() {
      toRepeat = failed;
      failed = new Set();
      if (toRepeat.size > 0) cache.clear();
      return toRepeat.size > 0;
    },
  };
}
