/**
 * The files with the declarations of earlier cells, as few as possible, because TypeScript looks at each of them again for
 * each cell: one to which no cell can refer any more is used again, and old neighbors become one file.
 */
import type { TypeScript } from './compiler';
import { type Declarations, declarationsIn, isShadowed, merged } from './declared';

/** TypeScript takes longer to begin again with another list of files; so there are usually some to spare. */
const SPARE = 20;
/** The number of files to spare at the start. Each makes the first cells a little slower. */
const SPARE_AT_START = 6;
/** The number of newest cells that keep files of their own, as they are the likeliest to be run again. */
const RECENT = 50;

/** Where the files are. */
export interface DeclarationFiles {
  put(file: string, text: string): void;
  /** Adds empty ones. */
  addFiles(count: number): string[];
}

interface Used {
  readonly file: string;
  readonly declared: Declarations;
}

export class EarlierDeclarations {
  /** In the order of the cells. */
  private readonly used: Used[] = [];
  /** How many of them have been merged with their neighbors, as far as that was possible. */
  private settled = 0;
  private readonly spare: string[];

  constructor(
    private readonly typescript: TypeScript,
    private readonly where: DeclarationFiles,
  ) {
    this.spare = where.addFiles(SPARE_AT_START);
  }

  /** The files in use, oldest cell first. */
  get files(): string[] {
    return this.used.map(({ file }) => file);
  }

  /** @param text the declarations that the newest cell leaves to later ones */
  add(text: string): void {
    const declared = declarationsIn(this.typescript, text);
    this.dropShadowed(declared);
    if (this.spare.length === 0) this.spare.push(...this.where.addFiles(SPARE));
    const file = this.spare.shift()!;
    this.where.put(file, text);
    this.used.push({ file, declared });
    if (this.used.length - this.settled > RECENT + SPARE) this.settle();
  }

  /** Takes out the cells to which nothing can refer once `next` is declared. */
  private dropShadowed(next: Declarations): void {
    for (let i = this.used.length - 1; i >= 0; i--) {
      const { file, declared } = this.used[i]!;
      if (![...declared.names.keys()].some((name) => next.names.has(name))) continue;
      const later = [...this.used.slice(i + 1).map((cell) => cell.declared), next];
      if (!isShadowed(this.typescript, declared, later)) continue;
      this.used.splice(i, 1);
      if (i < this.settled) this.settled--;
      this.free(file);
    }
  }

  /** Merges those that aren't among the last ones. */
  private settle(): void {
    const before = this.used.splice(this.settled, this.used.length - this.settled - RECENT);
    const settled: Used[] = [];
    for (const cell of before) {
      const last = settled.at(-1);
      const both = last && merged(last.declared, cell.declared);
      if (both) {
        this.where.put(last.file, both.text);
        this.free(cell.file);
        settled[settled.length - 1] = { file: last.file, declared: both };
      } else {
        settled.push(cell);
      }
    }
    this.used.splice(this.settled, 0, ...settled);
    this.settled += settled.length;
  }

  private free(file: string): void {
    this.where.put(file, '');
    this.spare.push(file);
  }
}
