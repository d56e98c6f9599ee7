/** Lists that were made lately, so that the same question needs no second answer. */

/** Holds lists until their items are too many; the one that was asked for longest ago goes first. */
export class KeptLists<List extends { readonly items: readonly unknown[] }> {
  readonly #lists = new Map<string, List>();
  #items = 0;

  /** @param most items of all lists together; 0 keeps nothing. About 500 bytes each */
  constructor(readonly most: number) {}

  /** The list under a name, made where it isn't kept. */
  get<Made extends List | undefined>(name: string, make: () => Made): List | Made {
    const kept = this.#lists.get(name);
    if (kept) {
      this.#lists.delete(name); // to the end, as the latest
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
