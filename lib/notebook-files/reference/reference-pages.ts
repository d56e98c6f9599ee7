/**
 * The API reference: a page for each folder of `lib`, written as a notebook of texts, so that it is rendered, searched and
 * laid out as the notebooks' pages are.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import type { Cell, Notebook } from '../ipynb';
import { pageAddress, REFERENCE } from '../page';
import { type Declared, readDeclarations, type SourceDeclarations } from './declarations';
import { commentMarkdown } from './doc-comment';
import { folderOf, Names, pageName } from './names';
import { lineId, sourceListing } from './source-listing';

/** A page before it is rendered. */
export interface ReferencePage {
  /** Of its file, without `.html`. */
  readonly name: string;
  readonly title: string;
  readonly promise: string;
  readonly notebook: Notebook;
  /** HTML below the rendered texts. */
  readonly listing: string;
  /** Where each source file is on the page: its path to the id of its heading. */
  readonly places: ReadonlyMap<string, string>;
}

/** Not for users of the library; the solutions of exercises are for nobody. */
const LEFT_OUT = /^lib\/(kernel\/.+\/|notebook-files\/|workshop\/(exercises|solutions)\/)/;

export interface Reference {
  /** The list of all pages, then the pages. */
  readonly pages: ReferencePage[];
  /** Of a name that only one file declares. */
  addressOf(name: string): string | undefined;
}

/** Reads the sources of a project. */
export function referencePages(root: string): Reference {
  const sources = sourceFiles(root).map((file) =>
    readDeclarations(file, readFileSync(join(root, file), 'utf8')),
  );
  const folders = [...new Set(sources.map(({ file }) => folderOf(file)))].sort();
  const names = new Names(sources);
  const pages = folders.map((folder) => folderPage(folder, sources.filter(isIn(folder)), names));
  return {
    pages: [listPage(folders, sources, names, folderWords(root)), ...pages],
    addressOf: (name) => names.locate(name, ''),
  };
}

function sourceFiles(root: string): string[] {
  return readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join('lib', file.split(sep).join('/')))
    .filter((file) => file.endsWith('.ts') && !LEFT_OUT.test(file))
    .sort();
}

function isIn(folder: string) {
  return ({ file }: SourceDeclarations) => folderOf(file) === folder;
}

function folderPage(folder: string, sources: readonly SourceDeclarations[], names: Names): ReferencePage {
  const depth = (file: string) => file.split('/').length;
  const stem = (file: string) => file.replace(/\.ts$/, '');
  const isList = ({ declared }: SourceDeclarations) => (declared.length === 0 ? 0 : 1);
  const ordered = [...sources].sort(
    (a, b) =>
      depth(a.file) - depth(b.file) || isList(a) - isList(b) || (stem(a.file) < stem(b.file) ? -1 : 1),
  );
  return {
    name: pageName(folder),
    title: `lib/${folder}`,
    promise: `API reference: what ${folder} exports`,
    notebook: textNotebook([
      `# lib/${folder}\n\n[API reference](${pageAddress(REFERENCE)})`,
      ...ordered.flatMap((source) => fileTexts(source, names)),
    ]),
    listing: sourceListing(ordered),
    places: new Map(ordered.map(({ file }) => [file, names.id(file)])),
  };
}

/** A text for the file, and one for each other name that it exports. */
function fileTexts(source: SourceDeclarations, names: Names): string[] {
  const { file, comment, main, declared, passedOn } = source;
  const words = (text: string) => (text ? commentMarkdown(text, (name) => names.locate(name, file)) : '');
  const others = declared.filter((one) => one !== main);
  const list = passedOn.map(({ name }) => linked(name, names.locate(name, file))).join(', ');
  return [
    joined(
      `## ${names.title(file)}`,
      main ? placeOf(main, source, names) : `[${file}](#${lineId(file, 1)})`,
      main ? code(main.signature) : '',
      words(comment),
      main ? words(main.comment) : '',
      declared.length === 0 && list ? `Offers ${list}.` : '',
    ),
    ...others.map((one) =>
      joined(
        `### ${names.title(file, one.name)}`,
        placeOf(one, source, names),
        code(one.signature),
        words(one.comment),
      ),
    ),
  ];
}

/** The line of the source, and what to import. */
function placeOf({ name, line }: Declared, { file }: SourceDeclarations, names: Names): string {
  const from = names.importedFrom(name, file);
  const where = `[${file}, line ${line}](#${lineId(file, line)})`;
  return from ? `${where} · \`import { ${name} } from '${from}'\`` : where;
}

function linked(name: string, href: string | undefined): string {
  return href ? `[${name}](${href})` : name;
}

function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

function joined(...parts: string[]): string {
  return parts.filter(Boolean).join('\n\n');
}

function listPage(
  folders: readonly string[],
  sources: readonly SourceDeclarations[],
  names: Names,
  about: ReadonlyMap<string, string>,
): ReferencePage {
  const title = 'API reference';
  const tops = [...new Set(folders.map((folder) => folder.split('/')[0]!))];
  const item = (folder: string) => {
    const mains = sources.filter(isIn(folder)).flatMap(({ file, main }) => (main ? [[file, main.name]] : []));
    const list = mains.map(([file, name]) => linked(name!, names.locate(name!, file!))).join(', ');
    return `- **[lib/${folder}](${pageAddress(pageName(folder))})**${list ? `: ${list}` : ''}`;
  };
  const texts = tops.map((top) =>
    joined(
      `## ${top}`,
      about.get(top) ?? '',
      folders
        .filter((folder) => folder.split('/')[0] === top)
        .map(item)
        .join('\n'),
    ),
  );
  return {
    name: REFERENCE,
    title,
    promise: 'Everything the library exports: what it does, formulas, sources, examples',
    notebook: textNotebook([
      `# ${title}\n\nWhat each folder of \`lib\` exports, from the comments in its source. The search finds names, too.`,
      ...texts,
    ]),
    listing: '',
    places: new Map(),
  };
}

/** What the README's table says about folders. */
function folderWords(root: string): Map<string, string> {
  const rows = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| `lib\/([\w-]+)` \| (.+) \|$/gm);
  return new Map([...rows].map(([, folder, words]) => [folder!, sentence(words!)]));
}

/** Links lead to files that the site doesn't have. */
function sentence(words: string): string {
  const plain = words.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');
  return `${plain[0]!.toUpperCase()}${plain.slice(1)}.`;
}

function textNotebook(texts: readonly string[]): Notebook {
  const cells = texts.map(
    (source, n): Cell => ({ cell_type: 'markdown', id: `text-${n}`, source, metadata: {} }),
  );
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}
