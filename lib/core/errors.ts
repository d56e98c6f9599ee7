/**
 * The error classes of this library. Each has a stable `code`, so that a caller can tell them apart
 * without reading the message. A message says which class or file, which field, which value and what
 * is allowed: `ItemKnn: neighbors must be a positive integer, got 0`.
 */

/** What every error of this library is. `code` is stable between versions, the message is not. */
export class LabError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A wrong option or argument: names the field, the value and what is allowed. */
export class OptionError extends LabError {
  constructor(message: string) {
    super('OPTION', message);
  }
}

/** Data that can't be read or makes no sense; names file, line and column where there are any. */
export class DataError extends LabError {
  constructor(
    message: string,
    readonly place: { file?: string; line?: number; column?: number } = {},
  ) {
    super('DATA', message);
  }
}
