/** Formats an error thrown by a running cell for a notebook: name, message, own fields, and the cells' lines. */
import { inspect } from 'node:util';
import type { CellSources } from './cell-sources';
import { isOfKernel, isOfNode } from './stack-trace';
import { bold, type CellError, codeFrame, dim, red } from './traceback';

const CELL_PLACE = /In\[(\d+)\]:(\d+):(\d+)/;
/** Number of an `AggregateError`'s reasons that are shown. */
const MAX_REASONS = 5;
/** Number of errors that are shown, with their causes and reasons: a cause may be made by a getter, without end. */
const MAX_ERRORS = 20;
/** Fields that have their own formatting. */
const SHOWN = new Set(['name', 'message', 'stack', 'cause', 'errors']);
/** Line limit for an error's fields: some libraries attach whole requests and responses. */
const FIELDS = { depth: 2, breakLength: 100, maxArrayLength: 10, maxStringLength: 200 } as const;
const MAX_FIELD_LINES = 20;

/** Formats an exception from a running cell. Never throws. */
export function runtimeError(thrown: unknown, cells: CellSources, root: string): CellError {
  try {
    return new Description(cells, root).of(thrown);
  } catch (error) {
    const evalue = `an error that can't be shown: ${error instanceof Error ? error.message : typeof error}`;
    return { ename: 'Thrown', evalue, traceback: [`${red(bold('Thrown'))}: ${evalue}`] };
  }
}

class Description {
  /** Guards against cycles: errors can be each other's causes. */
  private readonly seen = new Set<unknown>();

  constructor(
    private readonly cells: CellSources,
    private readonly root: string,
  ) {}

  /** @param showsCode whether to show the cell's lines around the place */
  of(thrown: unknown, showsCode = true): CellError {
    if (!isErrorLike(thrown)) {
      const shown = inspect(thrown, { depth: 2 });
      return { ename: 'Thrown', evalue: shown, traceback: [`${red(bold('Thrown'))}: ${shown}`] };
    }
    this.seen.add(thrown);
    const ename = String(thrown.name || 'Error');
    const evalue = String(thrown.message);
    const traceback = [evalue === '' ? red(bold(ename)) : `${red(bold(ename))}: ${evalue}`];
    const frames = this.framesOf(thrown);
    const [, cell, line, column] = CELL_PLACE.exec(frames.join('\n')) ?? [];
    const code = this.cells.codeOf(Number(cell));
    if (showsCode && code !== undefined) {
      traceback.push(dim(`In[${cell}], line ${line}`), codeFrame(code, Number(line), Number(column)));
    }
    if (frames.length > 0) traceback.push(dim(frames.join('\n')));
    const fields = fieldsOf(thrown);
    if (fields) traceback.push(fields);
    traceback.push(...this.reasonsOf(thrown));
    const { cause } = thrown;
    if (cause !== undefined) traceback.push(...this.nested('caused by ', cause, showsCode));
    return { ename, evalue, traceback };
  }

  private nested(words: string, thrown: unknown, showsCode: boolean): string[] {
    if (this.seen.has(thrown)) return [`${words}an error shown above`];
    if (this.seen.size >= MAX_ERRORS) return [`${words}more errors`];
    const [first, ...rest] = this.of(thrown, showsCode).traceback;
    return [`${words}${first}`, ...rest];
  }

  /** The reasons of an `AggregateError`. */
  private reasonsOf(error: Error): string[] {
    const { errors } = error as Partial<AggregateError>;
    if (!hasReasons(error, errors)) return [];
    const lines = errors.slice(0, MAX_REASONS).flatMap((reason, i) => {
      const nested = this.nested(`reason ${i + 1} of ${errors.length}: `, reason, false);
      return nested.map((text) => text.replace(/^/gm, '  '));
    });
    const more = errors.length - MAX_REASONS;
    return more > 0 ? [...lines, `  … and ${more} more ${more === 1 ? 'reason' : 'reasons'}`] : lines;
  }

  /**
   * The stack lines mapped to the cells, with paths relative to the project, without the kernel's and Node's frames.
   */
  private framesOf(error: Error): string[] {
    const lines = withoutHead(String(error.stack ?? ''), String(error.message)).split('\n');
    return lines
      .filter((line) => /^\s+at /.test(line) && !isOfKernel(line) && !isOfNode(line))
      .flatMap((line) => this.cells.traceBack(line) ?? []) // unless `stack` has done it, see `stack-trace.ts`
      .map((line) => line.replaceAll(`${this.root}/`, ''));
  }
}

/** Also recognizes errors from another realm, or from a library that doesn't extend Error. */
function isErrorLike(thrown: unknown): thrown is Error {
  if (thrown instanceof Error) return true;
  const { message, stack } = Object(thrown) as Partial<Error>;
  return typeof message === 'string' && typeof stack === 'string';
}

/** The lines of a stack after the message, which may hold another error's stack. */
function withoutHead(stack: string, message: string): string {
  const at = stack.indexOf(message);
  return at < 0 ? stack : stack.slice(at + message.length);
}

function hasReasons(error: Error, errors: unknown): errors is unknown[] {
  return Array.isArray(errors) && (error instanceof AggregateError || errors.some(isErrorLike));
}

/** The error's own fields, such as `code` and `status`, as Node shows them; undefined if there are none. */
function fieldsOf(error: Error): string | undefined {
  const { errors } = error as Partial<AggregateError>;
  const own = Object.entries(error).filter(
    ([name, value]) =>
      value !== undefined && (!SHOWN.has(name) || (name === 'errors' && !hasReasons(error, errors))),
  );
  if (own.length === 0) return undefined;
  const lines = inspect(Object.fromEntries(own), FIELDS).split('\n');
  if (lines.length <= MAX_FIELD_LINES) return lines.join('\n');
  return [...lines.slice(0, MAX_FIELD_LINES), `… ${lines.length - MAX_FIELD_LINES} more lines`].join('\n');
}
