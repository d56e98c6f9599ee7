/** Code for the page, made from a cell and the modules that it imports. */
import { createHash } from 'node:crypto';
import type { BuildFailure, Loader, Plugin } from 'esbuild';
import { scriptJson } from '../../core/html/script-json';
import { scriptSafe } from '../../core/html/script-safe';
import type { CellKind } from '../typescript/cell-service';

/** A cell that runs in the page, or that one of these imports. */
export interface PageModule {
  readonly code: string;
  readonly kind: CellKind;
}

const LOADERS: Record<CellKind, Loader> = { ts: 'ts', tsx: 'tsx', js: 'jsx' };
/** In the page, the element below the cell. */
const ELEMENT = '__element__';
const CELL = 'browser-cell';
/** Runs the cell, and shows an error where its output would be. */
const ENTRY = `import('${CELL}').catch((error) => {
  const shown = document.createElement('pre');
  shown.style.color = '#b00020';
  shown.textContent = String(error);
  element.append(shown);
  throw error;
});`;

/**
 * An HTML element with a script that runs the cell in the page.
 * @param folder the notebook's
 * @param modules cells that are modules, by name
 */
export async function pageHtml(
  cell: PageModule,
  folder: string,
  modules: ReadonlyMap<string, PageModule>,
): Promise<string> {
  const js = await bundle(cell, folder, modules);
  const id = createHash('sha256').update(js).digest('hex').slice(0, 16);
  // The same cell may be shown twice: each script takes the first element that none has taken.
  const taken = `const ${ELEMENT} = document.querySelector('[data-browser-cell=' + ${scriptJson(`"${id}"`)} + ']:not([data-taken])');
${ELEMENT}.dataset.taken = '';`;
  return `<div data-browser-cell="${id}"></div>\n<script type="module">\n${taken}\n${js}</script>`;
}

/** Only what it needs is in it, as one ES module. */
async function bundle(
  cell: PageModule,
  folder: string,
  modules: ReadonlyMap<string, PageModule>,
): Promise<string> {
  try {
    const { outputFiles } = await loadEsbuild().build({
      stdin: { contents: ENTRY, resolveDir: folder },
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
      external: ['http://*', 'https://*'],
      supported: { 'template-literal': false }, // so that all text is in strings
      define: { 'process.env.NODE_ENV': '"production"', element: ELEMENT },
      plugins: [cellsOf(cell, folder, modules)],
    });
    return scriptSafe(outputFiles[0]!.text);
  } catch (error) {
    const { errors = [] } = error as Partial<BuildFailure>;
    const [first] = errors;
    if (!first) throw error;
    const where = first.location ? `${first.location.file}, line ${first.location.line}: ` : '';
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw new Error(`The cell can't be bundled for the page. ${where}${first.text}${more}`);
  }
}

/** Finds cells where others would be files. */
function cellsOf(cell: PageModule, folder: string, modules: ReadonlyMap<string, PageModule>): Plugin {
  const namespace = 'cell';
  const moduleOf = (path: string) => modules.get(path.replace(/^\.\/|\.[cm]?[jt]sx?$/g, ''));
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${CELL}$`) }, () => ({ path: CELL, namespace }));
      build.onResolve({ filter: /^\.\// }, ({ path, resolveDir }) => {
        return resolveDir === folder && moduleOf(path) ? { path, namespace } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => {
        const { code, kind } = path === CELL ? cell : moduleOf(path)!;
        return { contents: code, loader: LOADERS[kind], resolveDir: folder };
      });
    },
  };
}

function loadEsbuild(): typeof import('esbuild') {
  try {
    return require('esbuild');
  } catch (cause) {
    throw new Error('A cell with @browser needs the package esbuild: run `npm install esbuild`.', { cause });
  }
}
