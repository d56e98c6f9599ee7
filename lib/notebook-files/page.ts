/** Self-contained HTML pages around rendered notebooks. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { escapeHtml } from '../core/html/escape-html';

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
  /** plotly.js, if there is a figure. */
  plotly?: string;
  previous?: PageEntry;
  next?: PageEntry;
}

const SITE = 'Recommender Lab';
/** Blocks all requests, whatever the content says. Plotly compiles functions from text for its WebGL plots. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; " +
  "img-src data: blob:; font-src data:; worker-src blob:; base-uri 'none'; form-action 'none'";

const css = () => readFileSync(join(__dirname, 'page', 'page.css'), 'utf8');

/** The page of one notebook. */
export function notebookPage(page: PageContent): string {
  const link = (entry: PageEntry | undefined, rel: string, arrow: string) =>
    entry
      ? `<a rel="${rel}" href="${encodeURI(entry.name)}.html"><small>${arrow}</small> ${escapeHtml(entry.title)}</a>`
      : '<span></span>';
  const footer = page.previous || page.next;
  return document(`${page.title} · ${SITE}`, page.promise, [
    ...(page.plotly ? [`<script>${page.plotly}</script>`] : []),
    '</head>',
    '<body>',
    `<header><a href="index.html">${SITE}</a></header>`,
    `<main>${page.body}</main>`,
    footer
      ? `<footer>${link(page.previous, 'prev', 'Previous')}${link(page.next, 'next', 'Next')}</footer>`
      : '',
  ]);
}

/** The list of all pages. */
export function indexPage(entries: PageEntry[]): string {
  const items = entries.map(
    ({ name, title, promise }) =>
      `<li><a href="${encodeURI(name)}.html">${escapeHtml(title)}</a>${promise ? `<p>${escapeHtml(promise)}</p>` : ''}</li>`,
  );
  return document(SITE, 'Executed notebooks of the Recommender Lab', [
    '</head>',
    '<body>',
    `<main class="index"><h1>${SITE}</h1>`,
    '<p>Executed notebooks with all figures and numbers. To run and change them yourself, start the lab with <code>npm start</code>.</p>',
    `<ol>${items.join('\n')}</ol></main>`,
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
    `<style>\n${css()}</style>`,
    ...parts,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/**
 * Makes a body's relative links work in the export: links to exported notebooks lead to their pages; others (to the
 * project's sources) lose their target and show the file's location.
 *
 * @param folder the notebook's folder, relative to the project: `notebooks`
 * @param pages project path of each exported notebook to its page's name
 */
export function relink(body: string, folder: string, pages: ReadonlyMap<string, string>): string {
  return body.replace(/(<a\b[^>]*?)\shref="([^"]*)"/g, (whole, start: string, href: string) => {
    if (href === '' || /^(#|[a-z][a-z0-9+.-]*:|\/\/)/i.test(href)) return whole;
    const [, path, fragment] = /^([^#?]*)(?:\?[^#]*)?(#.*)?$/.exec(href)!;
    const target = posix.join(folder, decodeURI(path!));
    const page = pages.get(target);
    if (page) return `${start} href="${encodeURI(page)}.html${fragment ?? ''}"`;
    return `${start} class="source-link" title="In the project: ${escapeHtml(target)}"`;
  });
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!);
}
