/** Keeps the end of a text that is too long, and counts what was dropped. */

import { cutIndex } from '../../core/well-formed';

/** A piece of printed text. */
export interface Printed {
  readonly name: 'stdout' | 'stderr';
  readonly text: string;
}

/** Keeps the last lines that are added. Amortized cost: O(1) per piece. */
export class OutputTail {
  private readonly pieces: Printed[] = [];
  private lines = 0;
  private characters = 0;
  private lostLines = 0;
  private lostCharacters = 0;

  /** @param maxLines and @param maxCharacters to keep */
  constructor(
    private readonly maxLines: number,
    private readonly maxCharacters: number,
  ) {}

  add(piece: Printed): void {
    this.pieces.push(piece);
    this.lines += linesOf(piece.text);
    this.characters += piece.text.length;
    while (this.lines > this.maxLines || this.characters > this.maxCharacters) this.cutOldest();
  }

  /** The kept text, in order. */
  get kept(): readonly Printed[] {
    return this.pieces;
  }

  /** What was dropped: `89,800 lines`, or `1,000 characters` if all in one line; undefined if nothing was. */
  get lost(): string | undefined {
    if (this.lostCharacters === 0) return undefined;
    const [count, word] = this.lostLines > 0 ? [this.lostLines, 'line'] : [this.lostCharacters, 'character'];
    return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
  }

  /** Removes the excess from the oldest piece. */
  private cutOldest(): void {
    const { name, text } = this.pieces.shift()!;
    let end = 0;
    for (let lines = this.lines - this.maxLines; lines > 0 && end < text.length; lines--) {
      end = text.indexOf('\n', end) + 1 || text.length;
    }
    const kept = text.slice(cutIndex(text, Math.max(end, this.characters - this.maxCharacters)));
    if (kept !== '') this.pieces.unshift({ name, text: kept });
    const lost = text.length - kept.length;
    const lostLines = linesOf(text) - linesOf(kept);
    this.characters -= lost;
    this.lines -= lostLines;
    this.lostCharacters += lost;
    this.lostLines += lostLines;
  }
}

/** How many lines end in a text. */
export function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
