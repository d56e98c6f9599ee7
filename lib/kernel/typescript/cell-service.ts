/**
 * TypeScript's view of a notebook: the cell at hand, the declarations of the cells before it, and what they import.
 *
 * Each cell that has run leaves its declarations as a file `__cell_3__.d.ts`. TypeScript looks a name up in a file's
 * own declarations and then in its parent's; so each of these files has the one before as its parent, and the last is
 * the parent of the cell at hand. A name that was declared twice is found where it was declared last, and older types
 * keep their meaning. Files to which nothing can refer any more are used again.
 */
import type * as ts from 'typescript-6';
import { withStandIns } from '../../core/joiners';
import { type SplitCode, splitAmbient } from './ambient-modules';
import { CELL_GLOBALS } from './cell-globals';
import type { BoundFile, TypeScript } from './compiler';
import { EarlierDeclarations } from './earlier-declarations';
import { readAsOneLib } from './one-lib';
import { OneFilePackages } from './one-package-file';
import { PolledFiles } from './polled-files';
import type { CellOptions } from './project-options';
import { forgetfulResolution, type Resolution } from './resolution';

/** The language of a cell, by the extension of its file. */
export type CellKind = 'ts' | 'tsx' | 'js';

/** The program for a cell. */
export interface CellProgram {
  readonly program: ts.Program;
  readonly cell: ts.SourceFile;
}

export class CellService {
  readonly service: ts.LanguageService;
  readonly options: ts.CompilerOptions;
  private readonly resolution: Resolution;
  private readonly files = new PolledFiles();
  private readonly texts = new Map<string, { text: string; version: number }>();
  private readonly versions = new Map<string, number>();
  private readonly snapshots = new Map<string, { version: string; snapshot: ts.IScriptSnapshot }>();
  private readonly readLib: (path: string) => string | undefined;
  private readonly earlier: EarlierDeclarations;
  private roots: string[] = [];
  /** The number of root files that aren't earlier cells. */
  private readonly others: number;
  /** Modules that earlier cells have declared; under the empty name, what {@link declareGlobals} was given. */
  private readonly ambient = new Map<string, string>();
  /** Without doc comments; `doc-comments.ts` adds those that are asked for. */
  private readonly docs: ts.JSDocParsingMode;
  private version = 0;
  /** The notebook's folder, with slashes only. */
  private readonly base: string;

  /** @param folder the notebook's folder */
  constructor(
    private readonly typescript: TypeScript,
    private readonly folder: string,
    { options, libs }: CellOptions,
  ) {
    this.options = options;
    this.base = folder.replaceAll('\\', '/').replace(/\/$/, '');
    const packages = new OneFilePackages(typescript.sys.readFile);
    this.readLib = readAsOneLib(typescript, libs, CELL_GLOBALS, packages);
    this.roots = [...KINDS.map((kind) => this.fileFor(kind)), this.ambientFile, this.ambientOfCell];
    this.others = this.roots.length;
    for (const file of this.roots) this.put(file, '');
    this.earlier = new EarlierDeclarations(typescript, {
      put: (file, text) => this.put(file, text),
      addFiles: (count) => this.addFiles(count),
    });
    this.docs = typescript.JSDocParsingMode.ParseForTypeInfo;
    const host = this.host();
    this.resolution = forgetfulResolution(typescript, options, host, {
      isDeclared: (name) => this.ambient.has(name),
      packages,
    });
    Object.assign(host, this.resolution.ofHost);
    this.service = typescript.createLanguageService(
      host,
      typescript.createDocumentRegistry(true, folder, this.docs),
    );
  }

  /** Informs TypeScript of edits since the last call: returns the edited files, and whether imports may now be found. */
  refresh(): { changed: string[]; again: boolean } {
    const changed = this.files.poll();
    for (const path of changed) this.versions.set(path, (this.versions.get(path) ?? 0) + 1);
    const again = this.resolution.forgetFailures();
    if (again || changed.length > 0) this.version++;
    return { changed, again };
  }

  /** The file that a cell with this text gets. */
  fileFor(kind: CellKind): string {
    return `${this.base}/__cell_${kind}__.${kind}`; // two of the same name would be compiled to the same file
  }

  /** The program with this cell. */
  programFor(text: string, kind: CellKind): CellProgram {
    const file = this.fileFor(kind);
    for (const other of KINDS) this.put(this.fileFor(other), other === kind ? text : '');
    const program = this.program();
    const sources = [...this.earlier.files, file].map((path) => program.getSourceFile(path)!);
    sources.forEach((source, i) => {
      (source as { parent?: ts.Node }).parent = sources[i - 1];
    });
    const cell = sources.at(-1)!;
    forgetFirstParse(cell);
    return { program, cell };
  }

  private program(): ts.Program {
    const program = this.service.getProgram();
    if (program) return program;
    this.version++; // making it was cut short; TypeScript would not begin again for the same version
    return this.service.getProgram()!;
  }

  /** Problems in the modules that the cell at hand declares, as if they were in its file. */
  ambientProblems({ program, cell }: CellProgram): ts.Diagnostic[] {
    const file = this.texts.get(this.ambientOfCell)?.text
      ? program.getSourceFile(this.ambientOfCell)
      : undefined;
    return file ? program.getSemanticDiagnostics(file).map((d) => ({ ...d, file: cell })) : [];
  }

  /** The cell as a file of its own, bound: its `locals` are what it declares. */
  parse(text: string, kind: CellKind): BoundFile {
    const { typescript } = this;
    const target = typescript.ScriptTarget.ES2024;
    const file = typescript.createSourceFile(`cell.${kind}`, text, target, true) as BoundFile;
    if (file.parseDiagnostics.length === 0) typescript.bindSourceFile(file, this.options);
    return file;
  }

  /** Takes out of a cell's code the declarations of modules that aren't there; {@link programFor} knows them. */
  splitAmbient(code: string): SplitCode {
    const split = splitAmbient(this.typescript, code, (name) =>
      this.resolution.isMissing(name, this.fileFor('ts')),
    );
    this.put(this.ambientOfCell, split.ambient);
    if (split.modules.size > 0) this.put(this.ambientFile, this.ambientText(split.modules));
    return split;
  }

  /** Adds the declarations that a cell leaves to later ones. */
  addDeclarations(text: string): void {
    const { rest, modules } = this.splitAmbient(text);
    for (const [name, declaration] of modules) this.ambient.set(name, declaration);
    this.put(this.ambientOfCell, '');
    this.put(this.ambientFile, this.ambientText());
    if (rest.trim() === 'export {};') return;
    this.earlier.add(rest);
  }

  /** Names that all cells know, as in a declaration file. */
  declareGlobals(text: string): void {
    this.ambient.set('', text);
    this.put(this.ambientFile, this.ambientText());
  }

  /** @param without modules that the cell at hand declares again */
  private ambientText(without: ReadonlyMap<string, string> = new Map()): string {
    return [...this.ambient].flatMap(([name, text]) => (without.has(name) ? [] : [text])).join('\n');
  }

  /** The program with a cell that others import as `./name`. */
  programForModule(name: string, text: string, kind: CellKind): CellProgram {
    const fileOf = (of: CellKind) => `${this.base}/${name}.${of}`;
    const isOther = KINDS.some((other) => other !== kind && this.texts.has(fileOf(other)));
    for (const other of KINDS) this.put(fileOf(other), other === kind ? text : undefined);
    if (isOther) this.resolution.repeat();
    const { program } = this.programFor(`import './${name}';`, 'ts');
    return { program, cell: program.getSourceFile(fileOf(kind))! };
  }

  private get ambientFile(): string {
    return `${this.base}/__ambient__.d.ts`;
  }

  /** Not a declaration file, whose errors would be skipped. */
  private get ambientOfCell(): string {
    return `${this.base}/__ambient_cell__.ts`;
  }

  /** Whether this file has the declarations of an earlier cell. */
  isOfEarlierCell({ fileName }: ts.SourceFile): boolean {
    return EARLIER.test(fileName) && this.texts.has(fileName);
  }

  /** A file that isn't on the disk; undefined removes it. */
  put(path: string, text: string | undefined): void {
    const known = this.texts.get(path);
    if (known?.text === text) return;
    this.version++;
    if (text === undefined) this.texts.delete(path);
    else this.texts.set(path, { text, version: this.version });
  }

  close(): void {
    this.service.dispose();
  }

  /** Adds empty files for the declarations of cells to come. */
  private addFiles(count: number): string[] {
    const from = this.roots.length - this.others;
    const files = Array.from({ length: count }, (_, i) => `${this.base}/__cell_${from + i + 1}__.d.ts`);
    for (const file of files) this.put(file, '');
    this.roots.push(...files);
    return files;
  }

  private versionOf(path: string): string {
    const own = this.texts.get(path);
    if (own) return `t${own.version}`;
    return String(this.versions.get(path) ?? 0);
  }

  private read(path: string): string | undefined {
    const own = this.texts.get(path);
    if (own) return own.text;
    const text = this.readLib(path);
    return text && withStandIns(text);
  }

  private host(): ts.LanguageServiceHost {
    const { typescript, texts } = this;
    const { sys } = typescript;
    const watched = new Set<string>();
    return {
      getCompilationSettings: () => this.options,
      getScriptFileNames: () => [...this.roots],
      getProjectVersion: () => String(this.version),
      getScriptVersion: (path) => this.versionOf(path),
      getScriptSnapshot: (path) => {
        const version = this.versionOf(path);
        const known = this.snapshots.get(path);
        if (known?.version === version) return known.snapshot;
        const text = this.read(path);
        if (text === undefined) return undefined;
        if (!texts.has(path) && !watched.has(path)) {
          watched.add(path);
          this.files.watch(path, () => {});
        }
        const snapshot = typescript.ScriptSnapshot.fromString(text);
        this.snapshots.set(path, { version, snapshot });
        return snapshot;
      },
      jsDocParsingMode: this.docs,
      getCurrentDirectory: () => this.folder,
      getDefaultLibFileName: (options) => typescript.getDefaultLibFilePath(options),
      useCaseSensitiveFileNames: () => true,
      fileExists: (path) => texts.has(path) || sys.fileExists(path),
      readFile: (path) => this.read(path),
      directoryExists: (path) => sys.directoryExists(path),
      getDirectories: (path) => sys.getDirectories(path),
      readDirectory: (...of) => sys.readDirectory(...of),
      realpath: (path) => sys.realpath?.(path) ?? path,
    };
  }
}

const KINDS: readonly CellKind[] = ['ts', 'tsx', 'js'];
const EARLIER = /\/__cell_\d+__\.d\.ts$/;

/**
 * TypeScript parses `await (x)` as a call until it sees that the file is a module, and then parses it again. The
 * first result stays the `original` of the second, and when the types of a cell's variables are emitted, TypeScript
 * asks for the path of the original, which has none, and fails.
 */
function forgetFirstParse(file: ts.SourceFile): void {
  (file as { original?: ts.Node }).original = undefined;
}
