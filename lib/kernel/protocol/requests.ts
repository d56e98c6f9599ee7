/** The contents of requests, checked: a front end may have another version, or bugs. */
import type { HistoryRequest } from './history';

/** A request that can't be answered; its reply has the status `error` and the reason. */
export class RequestError extends Error {
  override name = 'RequestError';
}

type Content = Readonly<Record<string, unknown>>;

/** The contents of an `execute_request`; missing fields have the protocol's defaults. */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  /** Whether it is counted and recorded. */
  readonly store_history: boolean;
  /** Whether a failure aborts the requests waiting behind it; never that of a silent request. */
  readonly stop_on_error: boolean;
  /** Whether the front end can ask its user for input. */
  readonly allow_stdin: boolean;
  /** Evaluated after the cell, by the names under which the reply has their values. */
  readonly user_expressions: Readonly<Record<string, string>>;
}

export function executeRequest(content: Content): ExecuteRequest {
  const silent = content.silent === true;
  return {
    code: codeOf(content),
    silent,
    store_history: !silent && content.store_history !== false,
    stop_on_error: !silent && content.stop_on_error !== false,
    allow_stdin: content.allow_stdin === true,
    user_expressions: expressionsOf(content.user_expressions ?? {}),
  };
}

function expressionsOf(given: unknown): Record<string, string> {
  const isObject = typeof given === 'object' && !Array.isArray(given);
  if (isObject && Object.values(given as object).every((value) => typeof value === 'string')) {
    return given as Record<string, string>;
  }
  const got = JSON.stringify(given).slice(0, 100);
  throw new RequestError(`execute_request: user_expressions must map names to expressions, got ${got}`);
}

export function codeOf({ code }: Content): string {
  if (typeof code === 'string') return code;
  throw new RequestError(`execute_request: code must be a string, got ${JSON.stringify(code)}`);
}

/** The cursor as a string index: the protocol counts characters, JavaScript counts UTF-16 code units. */
export function positionOf(content: Content): number {
  const code = codeOf(content);
  const { cursor_pos: position = [...code].length } = content;
  if (!Number.isSafeInteger(position) || (position as number) < 0) {
    throw new RequestError(`cursor_pos must be a whole number, got ${JSON.stringify(position)}`);
  }
  return [...code].slice(0, position as number).join('').length;
}

/** The inverse. */
export function cursorOf(code: string, index: number): number {
  return [...code.slice(0, index)].length;
}

export function historyRequest(content: Content): HistoryRequest {
  const { hist_access_type: kind, output, unique, pattern } = content;
  const whole = (name: string): number | undefined => {
    const value = content[name];
    if (value === undefined || value === null) return undefined;
    if (Number.isSafeInteger(value)) return value as number;
    throw new RequestError(`${name} must be a whole number, got ${JSON.stringify(value)}`);
  };
  if (kind !== 'tail' && kind !== 'range' && kind !== 'search') {
    throw new RequestError(`hist_access_type must be tail, range or search, got ${JSON.stringify(kind)}`);
  }
  return {
    kind,
    output: output === true,
    n: whole('n'),
    session: whole('session') ?? 0,
    start: whole('start') ?? 1,
    stop: whole('stop'),
    pattern: typeof pattern === 'string' ? pattern : '*',
    unique: unique === true,
  };
}
