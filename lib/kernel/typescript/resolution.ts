/** Resolves the imports of cells and sources for type-checking. */
import { isBuiltin } from 'node:module';
import type * as ts from 'typescript-6';
import { ownModule } from '../own-modules';
import type { TypeScript } from './compiler';
import type { OneFilePackages } from './one-package-file';
import { rareTypesFile } from './one-types-file';
import { isProjectFile } from './polled-files';

export interface Resolution {
  /** The host's two methods that replace TypeScript's own resolution. */
  readonly ofHost: Pick<ts.LanguageServiceHost, 'resolveModuleNameLiterals'> & {
    /** Missing from TypeScript's public types of a language service. */
    hasInvalidatedResolutions(path: string): boolean;
    /** Likewise. With it, TypeScript doesn't read the `package.json` of each package again for each cell. */
    getModuleResolutionCache(): ts.ModuleResolutionCache;
  };
  /** Whether there were any. */
  forgetFailures(): boolean;
  /** Repeats all resolutions for the next program. */
  repeat(): void;
  /** Whether a module has no types of its own, as seen from this file. */
  isMissing(name: string, importer: string): boolean;
}

/**
 * Import resolution that caches what was found and retries what was not: TypeScript would wait for a folder watcher,
 * but there is none. Node's built-in modules have no file, but for the types of those that few import.
 * @param known whether a cell has declared a module, and packages whose files are combined
 */
export function forgetfulResolution(
  typescript: TypeScript,
  options: ts.CompilerOptions,
  host: ts.ModuleResolutionHost,
  { isDeclared, packages }: { isDeclared: (name: string) => boolean; packages: OneFilePackages },
): Resolution {
  const cache = typescript.createModuleResolutionCache(process.cwd(), (path) => path, options);
  let failed = new Set<string>();
  let toRepeat = new Set<string>();
  let repeatsAll = false;
  const resolve = (name: string, importer: string): ts.ResolvedModuleWithFailedLookupLocations => {
    const found = typescript.resolveModuleName(name, importer, options, host, cache);
    const own = found.resolvedModule ? undefined : ownModule(name);
    return own ? typescript.resolveModuleName(own.file, importer, options, host) : found;
  };
  let typesOfNode: string | undefined | null = null;
  const folderOfNode = (): string | undefined => {
    if (typesOfNode !== null) return typesOfNode;
    const found = options.types?.includes('node')
      ? typescript.resolveTypeReferenceDirective('node', undefined, options, host)
      : undefined;
    const index = found?.resolvedTypeReferenceDirective?.resolvedFileName;
    typesOfNode = index?.replace(/\/[^/]*$/, '');
    return typesOfNode;
  };
  /** The file is not a module, but declares the module, which TypeScript then finds by its name. */
  const rare = (name: string): ts.ResolvedModuleWithFailedLookupLocations | undefined => {
    const folder = isBuiltin(name) ? folderOfNode() : undefined;
    const file = folder && rareTypesFile(folder, name);
    if (!file || !host.fileExists(file)) return undefined;
    const extension = typescript.Extension.Dts;
    return { resolvedModule: { resolvedFileName: file, extension, isExternalLibraryImport: true } };
  };
  /** A file that is read as part of another one, as that. TypeScript finds the module by its name. */
  const inOneFile = (found: ts.ResolvedModuleWithFailedLookupLocations) => {
    const file = found.resolvedModule?.resolvedFileName;
    const whole = file === undefined ? undefined : packages.of(file);
    if (!whole?.inside.has(file!)) return found;
    return { ...found, resolvedModule: { ...found.resolvedModule!, resolvedFileName: whole.entry } };
  };
  const isFile = (name: string) => !isBuiltin(name) && !isDeclared(name);
  return {
    isMissing(name, importer) {
      if (isBuiltin(name)) return false;
      const { resolvedModule } = resolve(name, importer);
      return !resolvedModule || /\.[cm]?jsx?$/.test(resolvedModule.resolvedFileName);
    },
    ofHost: {
      hasInvalidatedResolutions: (path) => repeatsAll || toRepeat.has(path),
      getModuleResolutionCache: () => cache,
      resolveModuleNameLiterals: (literals, importer) =>
        literals.map((literal) => {
          const { text } = literal;
          const found = rare(text) ?? inOneFile(resolve(text, importer));
          if (!found.resolvedModule && isFile(text) && isProjectFile(importer)) failed.add(importer);
          return found;
        }),
    },
    repeat() {
      repeatsAll = true;
      cache.clear();
    },
    forgetFailures() {
      toRepeat = failed;
      failed = new Set();
      repeatsAll = false;
      if (toRepeat.size > 0) cache.clear();
      return toRepeat.size > 0;
    },
  };
}
