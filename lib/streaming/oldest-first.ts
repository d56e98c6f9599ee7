/**
 * Keeps a set or a map, whose newest entry comes last, at a size by removing its oldest entries: O(1) for each, on
 * average.
 *
 * A loop over the keys that ends after the first one isn't O(1): an entry that is removed leaves a gap, and a new
 * iterator passes all gaps before the first entry. So one iterator serves many removals. It is renewed from time to
 * time, as it keeps in memory whatever V8 has moved since it was made.
 *
 * @example
 * const recent = new Set(['a', 'b', 'c']);
 * new OldestFirst(recent, 2).trim();
 * [...recent]; // ['b', 'c']
 */
export class OldestFirst<Key> {
  #oldest: Iterator<Key, undefined> | undefined;
  #calls = 0;

  /** @param most entries that may stay */
  constructor(
    private readonly all: Set<Key> | Map<Key, unknown>,
    readonly most: number,
  ) {}

  /** Call it after each change: then no entry that stays comes before the iterator. */
  trim(): void {
    if (++this.#calls % RENEWED_EVERY === 0) this.#oldest = undefined;
    while (this.all.size > this.most) {
      this.#oldest ??= this.all.keys();
      this.all.delete(this.#oldest.next().value as Key);
    }
  }
}

const RENEWED_EVERY = 10_000;
