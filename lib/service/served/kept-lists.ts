/** A cache of recent lists. */

/** Keeps lists until they have too many items in total; evicts the least recently used first. */
export class KeptLists<List extends { readonly items: readonly unknown[] }> {
  readonly #lists = new Map<string, List>();
  #items = 0;

  /** @param most maximum number of items in all lists, at about 500 bytes each; 0 keeps nothing */
  constructor(readonly most: number) {}

  /** The list with this name, made if it isn't cached. */
  get<Made extends List | undefined>(name: string, make: () => Made): List | Made {
    const kept = this.#lists.get(name);
    if (kept) {
      this.#lists.delete(name); // to the end, as the most recent
      this.#lists.set(name, kept);
      return kept;
    }
    const made = make();
    if (made && made.items.length <= this.most) this.#keep(name, made);
    return made;
  }

  #keep(name: string, list: List): void {
    this.#lists.set(name, list);
    this.#items += list.items.length;
    for (const [oldest, { items }] of this.#lists) {
      if (this.#items <= this.most) return;
      this.#lists.delete(oldest);
      this.#items -= items.length;
    }
  }
}
