/** How likely the places of a list are to be looked at. */

/** Sums of looks, for clicks per look. */
export class Looks {
  /** Of no place, of the first, of the first two, … */
  readonly #sums = [0];

  /** @param looks of the definition */
  constructor(private readonly looks: readonly number[] | null) {}

  /** How many looks a list of this length has. */
  upTo(places: number): number {
    for (let place = this.#sums.length; place <= places; place++) {
      this.#sums.push(this.#sums[place - 1] + this.at(place));
    }
    return this.#sums[places];
  }

  /** @param place from 1 */
  at(place: number): number {
    return this.looks?.[Math.min(place, this.looks.length) - 1] ?? 1 / Math.log2(place + 1);
  }
}
