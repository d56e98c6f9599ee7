/** The error that ends a stopped cell. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('stopped by the user');
    this.stack = undefined;
  }
}
