/**
 * The error classes of this library. Each has a stable `code`, so that callers can distinguish them without parsing the
 * message. A message names the class or file, the field, the value, and what is allowed: `ItemKNN: neighbors must be a
 * positive whole number, got 0`.
 */

/** The base class of this library's errors. `code` is stable between versions; the message isn't. */
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

/** An invalid option or argument; the message names the field, the value, and what is allowed. */
export class OptionError extends LabError {
  constructor(message: string) {
    super('OPTION', message);
  }
}

/** Data that can't be read or is invalid; the message names file, line, and column if there are any. */
export class DataError extends LabError {
  constructor(
    message: string,
    readonly place: { file?: string; line?: number; column?: number } = {},
  ) {
    super('DATA', message);
  }
}
