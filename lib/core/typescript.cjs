'use strict';
/**
 * Lets Node load TypeScript: `node --require ./lib/core/typescript.cjs file.ts`. esbuild translates each file
 * the first time; the JavaScript and the source map, which stack traces use, are then in the user's cache
 * folder. With tsx, which also loads what this project doesn't have (ES modules, JSX, the settings of other
 * projects), a process that loads all models takes 15 MB more and 0.2 s more of processor time, because tsx
 * keeps each file's code and source map in memory several times.
 *
 * Where tsx is loaded first, as in tests, this only replaces its translation of `.ts` files.
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const { dirname, join, relative, sep } = require('node:path');
const { cacheFolder } = require('./cache-folder.cjs');
const { writeWhole } = require('./write-whole.cjs');

/** @typedef {Module & { _compile(code: string, file: string): unknown }} Loaded */
/** @typedef {{ _extensions: Record<string, (module: Loaded, file: string) => void> }} Loaders */

const FOLDER = join(cacheFolder(), 'typescript');
/** A translation that was made this long ago is removed when another one is made; milliseconds. */
const OLD = 30 * 24 * 3600 * 1000;
const OPTIONS = /** @type {const} */ ({
  format: 'cjs',
  loader: 'ts',
  minifyWhitespace: true,
  platform: 'node',
  sourcemap: 'external',
  sourcesContent: false,
  target: `node${process.versions.node}`,
  tsconfigRaw: { compilerOptions: { alwaysStrict: true } },
});
const VERSION = `${require('esbuild/package.json').version} ${JSON.stringify(OPTIONS)}`;
let isSwept = false;

/**
 * The JavaScript of a TypeScript file.
 * @param {string} file
 * @returns {string}
 * @throws {import('esbuild').TransformFailure} with file and line
 */
function translated(file) {
  const source = fs.readFileSync(file);
  const hash = createHash('sha1').update(`${VERSION}\n${file}\n`).update(source).digest('hex');
  const kept = join(FOLDER, `${hash}.js`);
  try {
    return fs.readFileSync(kept, 'utf8');
  } catch {
    // Not translated before.
  }
  const { transformSync } = require('esbuild');
  const { code, map } = transformSync(source, { ...OPTIONS, sourcefile: file });
  const mapFile = join(FOLDER, `${hash}.map`);
  // Node takes a relative path, with slashes, but no URL of a file.
  const toMap = relative(dirname(file), mapFile).split(sep).map(encodeURIComponent).join('/');
  const text = `${code}//# sourceMappingURL=${toMap}\n`;
  try {
    fs.mkdirSync(FOLDER, { recursive: true });
    writeWhole(mapFile, map);
    writeWhole(kept, text);
    sweep();
  } catch {
    // The next process translates it again.
  }
  return text;
}

/** Removes old translations, once per process. */
function sweep() {
  if (isSwept) return;
  isSwept = true;
  for (const name of fs.readdirSync(FOLDER)) {
    const file = join(FOLDER, name);
    if (Date.now() - fs.statSync(file).mtimeMs > OLD) fs.rmSync(file, { force: true });
  }
}

process.setSourceMapsEnabled(true);
/** @type {Loaders} */ (/** @type {unknown} */ (Module))._extensions['.ts'] = (module, file) => {
  module._compile(translated(file), file);
};
