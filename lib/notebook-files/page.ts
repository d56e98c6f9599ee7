/** HTML pages around rendered notebooks. Figures and search need the folder `assets` beside them. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { escapeHtml } from '../core/html/escape-html';
import type { Heading } from './headings';
import { LICENSE_HTML } from './license-page';

/** A page's entry in the index and in links. `name` is its file's name without `.html`. */
export interface PageEntry {
  name: string;
  title: string;
  /** One sentence; may be empty. */
  promise: string;
}

export interface PageContent extends PageEntry {
  /** The rendered cells. */
  body: string;
  /** Whether there is a figure, which plotly.js draws. */
  hasFigure?: boolean;
  /** Those of the second level are the contents. */
  headings?: readonly Heading[];
  previous?: PageEntry;
  next?: PageEntry;
}

const SITE = 'Recommender Lab';
/** The names of the API reference's pages begin with it; the list of them all has it as its name. */
export const REFERENCE = 'api';

/** Whether a page isn't a notebook's. */
export function isOwnPage(name: string): boolean {
  return ['index', 'license', REFERENCE].includes(name) || name.startsWith(`${REFERENCE}-`);
}

/** The address of a page, from any other. */
export function pageAddress(name: string): string {
  return `${encodeURIComponent(name)}.html`;
}

/**
 * Blocks all requests but those for the site's own scripts, whatever the content says. `file:` is for pages opened from a
 * folder. Plotly compiles functions from text for its WebGL plots.
 */
const POLICY =
  "default-src 'none'; script-src 'self' file: 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; " +
  "img-src data: blob:; font-src data:; worker-src blob:; base-uri 'none'; form-action 'none'";

const part = (name: string) => readFileSync(join(__dirname, 'page', name), 'utf8');
const HEADER = `<header><a href="index.html">${SITE}</a>
<form class="search" role="search"><input type="search" placeholder="Search" aria-label="Search all pages"><ol hidden></ol></form></header>`;
const LICENSE_LINK =
  '<p class="license"><a href="license.html">Code, data, and what may be passed on</a></p>';

/** The page of one notebook. */
export function notebookPage(page: PageContent): string {
  const link = (entry: PageEntry | undefined, rel: string, arrow: string) =>
    entry
      ? `<a rel="${rel}" href="${pageAddress(entry.name)}"><small>${arrow}</small> ${escapeHtml(entry.title)}</a>`
      : '<span></span>';
  const footer = page.previous || page.next;
  return document(`${page.title} · ${SITE}`, page.promise, [
    ...(page.hasFigure ? ['<script src="assets/plotly.js"></script>'] : []),
    '</head>',
    '<body>',
    HEADER,
    contents(page.headings ?? []),
    `<main>${page.body}</main>`,
    footer
      ? `<footer>${link(page.previous, 'prev', 'Previous')}${link(page.next, 'next', 'Next')}</footer>`
      : '',
    LICENSE_LINK,
  ]);
}

/** Links to the sections; closed on narrow screens. */
function contents(headings: readonly Heading[]): string {
  const items = headings
    .filter(({ level }) => level === 2)
    .map(({ id, title }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(title)}</a></li>`);
  if (items.length < 2) return '';
  return `<details class="contents" open><summary>Contents</summary><ol>${items.join('\n')}</ol></details>`;
}

/** The page about licenses. */
export function licensePage(): string {
  const parts = ['</head>', '<body>', HEADER, `<main class="text">${LICENSE_HTML}</main>`];
  return document(`License · ${SITE}`, 'What may be done with these pages and the data', parts);
}

/** The list of all pages. */
export function indexPage(entries: PageEntry[], { hasReference = false } = {}): string {
  const items = entries.map(
    ({ name, title, promise }) =>
      `<li><a href="${pageAddress(name)}">${escapeHtml(title)}</a>${promise ? `<p>${escapeHtml(promise)}</p>` : ''}</li>`,
  );
  return document(SITE, 'Executed notebooks of the Recommender Lab', [
    '</head>',
    '<body>',
    HEADER,
    `<main class="index"><h1>${SITE}</h1>`,
    '<p>Executed notebooks with all figures and numbers. To run and change them yourself, start the lab with <code>npm start</code>.</p>',
    `<ol>${items.join('\n')}</ol>`,
    hasReference
      ? `<p><a href="${pageAddress(REFERENCE)}">API reference</a>: everything the library exports</p>`
      : '',
    '</main>',
    LICENSE_LINK,
  ]);
}

/** Reads the entry that {@link notebookPage} wrote into a page; undefined for any other file. */
export function entryOf(html: string, name: string): PageEntry | undefined {
  const meta = (key: string) => new RegExp(`<meta name="${key}" content="([^"]*)">`).exec(html)?.[1];
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1];
  if (meta('generator') !== GENERATOR || title === undefined) return undefined;
  const own = unescapeHtml(title).replace(` · ${SITE}`, '');
  return { name, title: own, promise: unescapeHtml(meta('description') ?? '') };
}

const GENERATOR = 'recommender-lab export';

/** Everything up to plotly comes first, so that {@link entryOf} needs only the start of a file. */
function document(title: string, description: string, parts: string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta name="generator" content="${GENERATOR}">`,
    `<title>${escapeHtml(title)}</title>`,
    `<meta name="description" content="${escapeHtml(description)}">`,
    '<link rel="icon" href="data:,">',
    `<style>\n${part('page.css')}${part('site.css')}</style>`,
    ...parts,
    `<script>\n${part('search.js')}${part('sections.js')}${part('slides.js')}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/**
 * Makes a body's relative links work in the export: links to exported notebooks and to sources in the reference lead to
 * their pages; others lose their target and show the file's location.
 *
 * @param folder the notebook's folder, relative to the project: `notebooks`
 * @param pages project path of each exported file to its address
 */
export function relink(body: string, folder: string, pages: ReadonlyMap<string, string>): string {
  return body.replace(/(<a\b[^>]*?)\shref="([^"]*)"/g, (whole, start: string, href: string) => {
    if (href === '' || /^(#|[a-z][a-z0-9+.-]*:|\/\/)/i.test(href)) return whole;
    const [, path, fragment] = /^([^#?]*)(?:\?[^#]*)?(#.*)?$/.exec(href)!;
    const target = posix.join(folder, decoded(path!));
    const page = pages.get(target);
    if (page) return `${start} href="${page.includes('#') ? page : page + (fragment ?? '')}"`;
    return `${start} class="source-link" title="In the project: ${escapeHtml(target)}"`;
  });
}

/** A path as a file has it; one that was not encoded stays as it is: `100%.md`. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!);
}
