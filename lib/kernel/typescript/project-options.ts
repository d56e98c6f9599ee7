/**
 * TypeScript's options for cells: those of the `tsconfig.json` above the notebook that concern how code is checked,
 * and strict ones where there is none.
 */
import { dirname, join, resolve } from 'node:path';
import type * as ts from 'typescript-6';
import type { Strictness } from '../kernelspec.cjs';
import type { TypeScript } from './compiler';
import { libsOfNode } from './node-lib';

/** Today's language and the page's globals. */
const LIBS_OF_PAGE = ['lib.esnext.d.ts', 'lib.dom.d.ts'];

/** The options that a project sets for its cells. The others are about files to write, or about unused names. */
const OF_PROJECT = [
  'strict',
  'noImplicitAny',
  'strictNullChecks',
  'strictFunctionTypes',
  'strictBindCallApply',
  'strictBuiltinIteratorReturn',
  'strictPropertyInitialization',
  'noImplicitThis',
  'useUnknownInCatchVariables',
  'exactOptionalPropertyTypes',
  'noImplicitOverride',
  'noImplicitReturns',
  'noUncheckedIndexedAccess',
  'noPropertyAccessFromIndexSignature',
  'noFallthroughCasesInSwitch',
  'allowUnreachableCode',
  'allowUnusedLabels',
  'allowJs',
  'checkJs',
  'types',
  'typeRoots',
  'paths',
  'baseUrl',
  'customConditions',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'experimentalDecorators',
  'emitDecoratorMetadata',
  'useDefineForClassFields',
] as const;

/** Options for cells, and problems with the file that they were read from. */
export interface CellOptions {
  readonly options: ts.CompilerOptions;
  /** TypeScript's lib files. */
  readonly libs: readonly string[];
  readonly problems: readonly string[];
}

/**
 * @param folder the notebook's folder
 * @param isPage whether cells run in the page instead of in Node
 */
export function cellOptions(
  typescript: TypeScript,
  folder: string,
  { strictness, isPage }: { strictness: Strictness; isPage: boolean },
): CellOptions {
  const { JsxEmit, ModuleKind, ModuleResolutionKind, NewLineKind, ScriptTarget } = typescript;
  const project = strictness === 'loose' ? undefined : readProject(typescript, folder);
  const isStrict = strictness === 'strict';
  const libs = isPage ? LIBS_OF_PAGE : (project?.options.lib ?? libsOfNode());
  const options: ts.CompilerOptions = {
    strict: isStrict,
    noImplicitOverride: isStrict && !project,
    jsx: JsxEmit.React,
    types: ['node'],
    typeRoots: typeRoots(typescript, folder),
    allowJs: true,
    ...Object.fromEntries(
      OF_PROJECT.map((name) => [name, project?.options[name]]).filter(([, value]) => value !== undefined),
    ),
    lib: [libs[0]!],
    target: ScriptTarget.ES2024,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Bundler,
    customConditions: [isPage ? 'browser' : 'node', ...(project?.options.customConditions ?? [])],
    ...(isPage ? { types: [] } : {}),
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    esModuleInterop: true,
    skipLibCheck: true,
    declaration: true,
    inlineSourceMap: true,
    newLine: NewLineKind.LineFeed,
    // TypeScript refuses to compile JavaScript to where it came from; nothing is written there.
    ...(strictness === 'javascript' ? { outDir: join(folder, '__out__') } : {}),
  };
  // A project without `types` means all of them, but few have those of Node installed.
  return { options, libs, problems: project?.problems ?? [] };
}

function readProject(typescript: TypeScript, folder: string) {
  const { sys } = typescript;
  const path = typescript.findConfigFile(folder, sys.fileExists);
  if (!path) return undefined;
  const say = ({ messageText }: ts.Diagnostic) =>
    `${path}: ${typescript.flattenDiagnosticMessageText(messageText, '\n')}`;
  const { config, error } = typescript.readConfigFile(path, sys.readFile);
  const host = { ...sys, readDirectory: () => [] }; // no list of its files is needed
  const { options, errors } = typescript.parseJsonConfigFileContent(config ?? {}, host, dirname(path));
  const NO_INPUTS = 18003;
  const found = [...(error ? [error] : []), ...errors].filter(({ code }) => code !== NO_INPUTS);
  return { options, problems: found.map(say) };
}

/**
 * The usual folders, and the kernel's own, which has the types of Node. It comes first if the project's types of Node
 * are older than TypeScript 5.7: their `Buffer` isn't a `Uint8Array` any more.
 */
function typeRoots(typescript: TypeScript, folder: string): string[] {
  const own = resolve(dirname(require.resolve('@types/node/package.json')), '..');
  const roots = typescript.getEffectiveTypeRoots({}, { getCurrentDirectory: () => folder }) ?? [];
  const ofNode = roots.map((root) => join(root, 'node')).find(typescript.sys.directoryExists);
  const isOld = ofNode !== undefined && !typescript.sys.fileExists(join(ofNode, 'buffer.buffer.d.ts'));
  return [...new Set(isOld ? [own, ...roots] : [...roots, own])];
}
