/**
 * Combines the types of a package of many small files into one file of ambient modules: `declare module 'pkg/part'`.
 * TypeScript looks at each file of the program again for each cell, and finds these modules by their names.
 */
import { dirname, join } from 'node:path';

/** Such packages of cells and of `lib`, which are 700 of a notebook's 1,000 files, and the files to begin with. */
const ENTRIES: Record<string, readonly [entry: string, ...others: string[]]> = {
  'undici-types': ['index.d.ts'],
  '@duckdb/node-api': ['lib/index.d.ts'],
  '@tensorflow/tfjs': ['dist/index.d.ts'],
  '@tensorflow/tfjs-backend-cpu': ['dist/index.d.ts', 'dist/utils/unary_types.d.ts'],
  '@tensorflow/tfjs-backend-webgl': ['dist/index.d.ts'],
  '@tensorflow/tfjs-converter': ['dist/index.d.ts'],
  '@tensorflow/tfjs-core': [
    'dist/index.d.ts',
    'dist/ops/ops_for_converter.d.ts',
    'dist/register_all_gradients.d.ts',
    'dist/public/chained_ops/register_all_chained_ops.d.ts',
  ],
  '@tensorflow/tfjs-data': ['dist/index.d.ts'],
  '@tensorflow/tfjs-layers': ['dist/index.d.ts'],
};

/** The name of a file after `from`, `import`, `import(` or `require(`, if it is relative. */
const RELATIVE = /((?:\bfrom|\bimport|\brequire)\s*\(?\s*)(['"])(\.\.?(?:\/[^'"]*)?)\2/g;
const REFERENCE = /^\/\/\/ *<reference .*$/gm;
/** Declarations that a file adds to those of another. */
const ADDED = /^declare module (['"])(\.[^'"]*)\1 \{\n([\s\S]*?)^\}/gm;
const IMPORT = /^import\b[^;'"]*['"]([^'"]*)['"];?$/gm;

/** Their names. */
export const PACKAGES_IN_ONE_FILE: readonly string[] = Object.keys(ENTRIES);

type Read = (path: string) => string | undefined;

/** A package whose types are combined. */
export interface OnePackage {
  /** The file that is read as `text`, with slashes only. */
  readonly entry: string;
  readonly text: string;
  /** The files that are in it, by which it is found that another file imports one of them. */
  readonly inside: ReadonlySet<string>;
}

/** Whether this is the name of a module of such a package, other than the package itself. */
export function isPartOfPackage(name: string): boolean {
  const [, whole, part] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? [];
  return part !== undefined && whole! in ENTRIES;
}

/** Reads packages, each once. */
export class OneFilePackages {
  /** By folder; undefined for another version of the package. */
  private readonly known = new Map<string, OnePackage | undefined>();

  constructor(private readonly read: Read) {}

  /** The package that this file belongs to, with slashes only; undefined if its types stay many files. */
  of(path: string): OnePackage | undefined {
    const [, folder, name, rest] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\/(.*)$/.exec(path) ?? [];
    const entries = ENTRIES[name ?? ''];
    if (!entries || !rest!.endsWith('.d.ts')) return undefined;
    if (!this.known.has(folder!)) this.known.set(folder!, this.make(name!, folder!, entries));
    return this.known.get(folder!);
  }

  private make(name: string, folder: string, entries: readonly string[]): OnePackage | undefined {
    const texts = new Map<string, string | undefined>();
    // Many files import the same one.
    const read = (path: string) => {
      if (!texts.has(path)) texts.set(path, this.read(path));
      return texts.get(path);
    };
    const [first, ...others] = entries.filter((file) => read(`${folder}/${file}`) !== undefined);
    return first === entries[0] ? onePackage(name, { folder, entries: [first, ...others], read }) : undefined;
  }
}

/**
 * @param name the package's
 * @param folder the package's, with slashes only
 * @param entries files in it; `name` is the first one's name as a module
 * @param read the text of a file; undefined if there is none
 */
export function onePackage(
  name: string,
  { folder, entries, read }: { folder: string; entries: readonly [string, ...string[]]; read: Read },
): OnePackage {
  const [entry] = entries;
  const texts = new Map<string, string>();
  const references = new Set<string>();
  const added: string[] = [];
  const partOf = (file: string) => `${name}${file.slice(folder.length).replace(/\.d\.ts$/, '')}`;
  const nameOf = (file: string) => (file === `${folder}/${entry}` ? name : partOf(file));

  const include = (file: string): void => {
    if (texts.has(file)) return;
    texts.set(file, '');
    const named = (path: string): string | undefined => {
      const other = typesAt(join(dirname(file), path).replaceAll('\\', '/'), read);
      if (!other) return undefined;
      include(other);
      return nameOf(other);
    };
    const text = read(file)!
      .replace(REFERENCE, (line) => {
        references.add(line);
        return '';
      })
      .replace(RELATIVE, (all, before, quote, path) => {
        const other = named(path);
        return other ? `${before}${quote}${other}${quote}` : all;
      });
    const rest = text.replace(ADDED, (all, quote, path, body) => {
      const other = named(path);
      if (!other) return all;
      const imports = [...text.matchAll(IMPORT)].flatMap(([line, from]) => (from === other ? [] : [line]));
      added.push(`declare module ${quote}${other}${quote} {\n${imports.join('\n')}\n${body}}`);
      return '';
    });
    texts.set(file, `declare module '${nameOf(file)}' {\n${rest}\n}`);
  };

  for (const path of entries) include(`${folder}/${path}`);
  const whole = `declare module '${partOf(`${folder}/${entry}`)}' {\nexport * from '${name}';\n}`;
  return {
    entry: `${folder}/${entry}`,
    text: [...references, ...texts.values(), ...added, whole].join('\n'),
    inside: new Set(texts.keys()),
  };
}

/** The declaration file at a path as in an import. */
function typesAt(path: string, read: Read): string | undefined {
  const plain = path.replace(/\.[cm]?js$/, '');
  return [`${plain}.d.ts`, `${plain}/index.d.ts`].find((file) => read(file) !== undefined);
}
