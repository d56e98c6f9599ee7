/** Where the names that the library exports are in its API reference. */
import { basename, dirname } from 'node:path';
import { pageAddress, REFERENCE } from '../page';
import type { SourceDeclarations } from './declarations';

/** `models/factors`, also for what is deeper in it. */
export function folderOf(file: string): string {
  return dirname(file).split('/').slice(1, 3).join('/');
}

/** Of the page of a folder. */
export function pageName(folder: string): string {
  return `${REFERENCE}-${folder.replace('/', '-')}`;
}

/** Where names are, and from which files notebooks import them. */
export class Names {
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
