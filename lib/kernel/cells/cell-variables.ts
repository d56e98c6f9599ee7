/** The variables of all cells, as the code of one cell sees them. */

/** A cell's view of the variables, while it runs and, from its functions, after that. */
export class CellVariables {
  private accessors: PropertyDescriptorMap = Object.create(null);
  private readonly reached = new Set<string>();
  /** What the cell's code writes them to. */
  readonly exports: Record<string, unknown>;

  /**
   * @param all of all cells
   * @param own names that this cell declares
   */
  constructor(
    private readonly all: Record<string, unknown>,
    private readonly own: ReadonlySet<string>,
  ) {
    this.exports = new Proxy(all, {
      set: (_, name, value) => this.set(String(name), value),
      // TypeScript defines imported names as getters; a later cell may declare the name anew
      defineProperty: (_, name, { get, value }) =>
        name === '__esModule' || this.set(String(name), get ? get() : value),
    });
  }

  /** How the cell's `let` variables are read and written; see `live-variables.ts`. */
  readonly live = (accessors: object): void => {
    // No prototype: `toString` is a name like any other.
    this.accessors = Object.assign(Object.create(null), Object.getOwnPropertyDescriptors(accessors));
  };

  /** Own names that the code hasn't come to. */
  get unreached(): Set<string> {
    return new Set([...this.own].filter((name) => !this.reached.has(name)));
  }

  private set(name: string, value: unknown): boolean {
    if (!this.own.has(name)) {
      this.all[name] = value; // of an earlier cell
      return true;
    }
    const accessor = this.accessors[name];
    const isFirst = !this.reached.has(name);
    this.reached.add(name);
    if (!accessor) {
      // Takes the place of what an earlier cell declared under this name, without a word to that cell.
      if (isFirst || Object.getOwnPropertyDescriptor(this.all, name)?.get === undefined) {
        Object.defineProperty(this.all, name, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
    } else if (isFirst) {
      Object.defineProperty(this.all, name, { ...accessor, enumerable: true, configurable: true });
    }
    return true;
  }
}
