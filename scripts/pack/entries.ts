/** The files that users of a package import: CommonJS as it is, ES modules as wrappers around it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { PackagePlan } from './plan';

/** The `exports` of a `package.json`. */
export type ExportsMap = Record<
  string,
  string | Record<'import' | 'require', { types: string; default: string }>
>;

/**
 * Writes the entries and returns their map. ES modules wrap the CommonJS files: both see the same classes and the same
 * state, so that a model made in one is an instance of the class in the other.
 * @param stage the package's folder, in which `lib` is compiled
 */
export function writeEntries(
  stage: string,
  { entries, needing, name }: PackagePlan,
  versions: Versions,
): ExportsMap {
  const map: ExportsMap = {};
  for (const [entry, sources] of Object.entries(entries)) {
    const stem = entry === '.' ? 'index' : path.posix.normalize(entry);
    const needed = needing[entry];
    const isOne = sources.length === 1 && needed === undefined;
    const common = isOne ? `./${sources[0]}` : `./cjs/${stem}`;
    const names = sources.flatMap((source) => exportsOf(path.join(stage, `${source}.js`))).sort();
    if (!isOne) {
      write(
        stage,
        `${common}.js`,
        commonJs(sources, needed && missingText({ entry: `${name}/${stem}`, needed, versions })),
      );
      write(stage, `${common}.d.ts`, sources.map((source) => `export * from '../${source}.js';\n`).join(''));
    }
    write(stage, `esm/${stem}.mjs`, esModule(`.${common}.js`, names));
    write(stage, `esm/${stem}.d.mts`, `export * from '.${common}.js';\n`);
    map[entry] = {
      import: { types: `./esm/${stem}.d.mts`, default: `./esm/${stem}.mjs` },
      require: { types: `${common}.d.ts`, default: `${common}.js` },
    };
  }
  map['./package.json'] = './package.json';
  return map;
}

type Versions = Readonly<Record<string, string>>;

function write(stage: string, file: string, text: string): void {
  const target = path.join(stage, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** The names that a file exports, as TypeScript writes it. */
function exportsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const names = [...text.matchAll(/^exports\.(.+) = void 0;$/gm)].flatMap(([, all]) =>
    all.split(' = exports.'),
  );
  const functions = Array.from(text.matchAll(/^exports\.(\w+) = \1;$/gm), ([, name]) => name);
  return [...new Set([...names, ...functions])];
}

function esModule(common: string, names: readonly string[]): string {
  return `import common from '${common}';\n\nexport const {\n${names.map((name) => `  ${name},\n`).join('')}} = common;\n`;
}

function commonJs(sources: readonly string[], missing: string | undefined): string {
  const all = `module.exports = { ${sources.map((source) => `...require('../${source}.js')`).join(', ')} };\n`;
  if (missing === undefined) return all;
  return `try {
  ${all.trimEnd()}
} catch (cause) {
  if (cause?.code !== 'MODULE_NOT_FOUND') throw cause;
  throw Object.assign(new Error(${JSON.stringify(missing)}, { cause }), { code: 'MODULE_NOT_FOUND' });
}
`;
}

function missingText(of: { entry: string; needed: readonly string[]; versions: Versions }): string {
  const packages = of.needed.map((name) => `${name}@${of.versions[name]}`).join(' ');
  return `${of.entry} needs packages that are not installed. Run: npm install ${packages}`;
}
