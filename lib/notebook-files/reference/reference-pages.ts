/**
 * The API reference: a page for each folder of `lib`, written as a notebook of texts, so that it is rendered, searched and
 * laid out as the notebooks' pages are.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, sep } from 'node:path';
import type { Cell, Notebook } from '../ipynb';
import { pageAddress, REFERENCE } from '../page';
import { type Declared, readDeclarations, type SourceDeclarations } from './declarations';
import { commentMarkdown } from './doc-comment';
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

/** `models/factors`, also for what is deeper in it. */
function folderOf(file: string): string {
  return dirname(file).split('/').slice(1, 3).join('/');
}

function isIn(folder: string) {
  return ({ file }: SourceDeclarations) => folderOf(file) === folder;
}

function pageName(folder: string): string {
  return `${REFERENCE}-${folder.replace('/', '-')}`;
}

/** Where names are, and from which files notebooks import them. */
class Names {
  /** The title of a file's heading, and of each name in it. */
  private readonly titles = new Map<string, string>();
  /** The files that declare a name. */
  private readonly homes = new Map<string, string[]>();
  private readonly sources: ReadonlyMap<string, SourceDeclarations>;
  /** The list that offers a declaration. */
  private readonly lists = new Map<string, string>();

  constructor(sources: readonly SourceDeclarations[]) {
    this.sources = new Map(sources.map((source) => [source.file, source]));
    const taken = new Set<string>();
    for (const { file, declared, main, passedOn } of sources) {
      this.titles.set(file, freeTitle(main?.name ?? basename(file, '.ts'), file, taken));
      for (const one of declared) {
        const title = one === main ? this.title(file) : freeTitle(one.name, file, taken);
        this.titles.set(key(file, one.name), title);
        this.homes.set(one.name, [...(this.homes.get(one.name) ?? []), file]);
      }
      for (const { name, from } of declared.length === 0 ? passedOn : []) {
        const home = key(this.home(name, from) ?? '', name);
        if (!this.lists.has(home)) this.lists.set(home, file);
      }
    }
  }

  /** Of the heading of a file, or of a name that it declares. */
  title(file: string, name?: string): string {
    return this.titles.get(name === undefined ? file : key(file, name))!;
  }

  /** The id that nbconvert gives to the heading. */
  id(file: string, name?: string): string {
    return this.title(file, name).replaceAll(' ', '-');
  }

  /** The address of what a file calls by a name: its own, one of its folder, or the only one there is. */
  locate(name: string, from: string): string | undefined {
    const [own] = name.split(/[.#(]/) as [string];
    const homes = this.homes.get(own) ?? [];
    const near = [
      this.sources.get(from)?.passedOn.some((one) => one.name === own) ? [this.home(own, from)] : [],
      homes.filter((file) => file === from),
      homes.filter((file) => folderOf(file) === folderOf(from)),
      homes,
    ];
    const [home] = near.find(({ length }) => length === 1) ?? [];
    return home && `${pageAddress(pageName(folderOf(home)))}#${this.id(home, own)}`;
  }

  /** What a notebook imports it from; undefined for a name that no list offers. */
  importedFrom(name: string, file: string): string | undefined {
    const list = this.lists.get(key(file, name));
    return list && `../${list.replace(/\.ts$/, '')}`;
  }

  /** The file that declares a name which another file exports. */
  private home(name: string, file: string): string | undefined {
    const source = this.sources.get(file);
    if (!source || source.declared.some((one) => one.name === name)) return source?.file;
    const passed = source.passedOn.find((one) => one.name === name);
    return passed && this.home(name, passed.from);
  }
}

function key(file: string, name: string): string {
  return `${file} ${name}`;
}

/** No two headings of a page have the same title, because links lead to them. */
function freeTitle(title: string, file: string, taken: Set<string>): string {
  const page = folderOf(file);
  const free = [title, `${title} (${basename(file, '.ts')})`, `${title} (${file})`].find(
    (one) => !taken.has(key(page, one)),
  )!;
  taken.add(key(page, free));
  return free;
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
