/** The variables of all cells, as seen by the code of one cell. */

/** A cell's view of the variables, while it runs and, in its functions, afterwards. */
export class CellVariables {
  private accessors: PropertyDescriptorMap = Object.create(null);
  private readonly reached = new Set<string>();
  /** Where the cell's code writes them. */
  readonly exports: Record<string, unknown>;

  /**
   * @param all the variables of all cells
   * @param own names that this cell declares
   */
  constructor(
    private readonly all: Record<string, unknown>,
    private readonly own: ReadonlySet<string>,
  ) {
    this.exports = new Proxy(all, {
      set: (_, name, value) => this.set(String(name), value),
      // TypeScript defines imported names as getters; a later cell may redeclare the name
      defineProperty: (_, name, { get, value }) =>
        name === '__esModule' || this.set(String(name), get ? get() : value),
    });
  }

  /** How to read and write the cell's `let` variables; see `live-variables.ts`. */
  readonly live = (accessors: object): void => {
    // No prototype: `toString` is an ordinary name here.
    this.accessors = Object.assign(Object.create(null), Object.getOwnPropertyDescriptors(accessors));
  };

  /** The cell's own names that its code hasn't reached. */
  get unreached(): Set<string> {
    return new Set([...this.own].filter((name) => !this.reached.has(name)));
  }

  private set(name: string, value: unknown): boolean {
    if (!this.own.has(name)) {
      this.all[name] = value; // belongs to an earlier cell
      return true;
    }
    const accessor = this.accessors[name];
    const isFirst = !this.reached.has(name);
    this.reached.add(name);
    if (!accessor) {
      // Replaces what an earlier cell declared under this name without affecting that cell.
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
