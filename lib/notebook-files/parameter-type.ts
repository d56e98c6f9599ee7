/** The types that a notebook's parameters can have, and parsing of their values from the command line. */

/** A parameter's type. `text` is its TypeScript form; only types of this shape can be set. */
export type ParameterType =
  | { kind: 'number' | 'boolean' | 'string'; text: string }
  | { kind: 'literal'; value: string | number | boolean | null; text: string }
  | { kind: 'union'; of: ParameterType[]; text: string }
  | { kind: 'array'; of: ParameterType; text: string }
  | { kind: 'tuple'; of: ParameterType[]; text: string };

/** A value as TypeScript source, or why it isn't valid. */
export type Parsed = { ok: true; code: string } | { ok: false };
type Value = string | number | boolean | null | Value[];

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const WRONG: Parsed = { ok: false };

/**
 * Reads `text` as a value of the type. Numbers keep the way they were written (`20`, `0.10`, `1e-3`);
 * arrays are JSON (`["a","b"]`) or separated by commas (`a,b`).
 */
export function parseValue(text: string, type: ParameterType): Parsed {
  switch (type.kind) {
    case 'number':
      return parseNumber(text.trim());
    case 'boolean':
      return /^(true|false)$/.test(text.trim()) ? { ok: true, code: text.trim() } : WRONG;
    case 'string':
      return { ok: true, code: JSON.stringify(unquoted(text)) };
    case 'literal': {
      const same =
        typeof type.value === 'string' ? unquoted(text) === type.value : isLiteral(text, type.value);
      return same ? { ok: true, code: JSON.stringify(type.value) } : WRONG;
    }
    case 'union':
      return firstThatFits(type.of, (member) => parseValue(text, member));
    default:
      return parseList(text, type);
  }
}

/** Describes the allowed values, for error messages. */
export function describeType(type: ParameterType): string {
  switch (type.kind) {
    case 'number':
      return 'a number such as 20, 0.02 or 1e-3';
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'a string';
    case 'literal':
      return JSON.stringify(type.value);
    case 'union':
      return type.of.every((member) => member.kind === 'literal')
        ? `one of ${type.of.map(describeType).join(', ')}`
        : type.of.map(describeType).join(', or ');
    case 'array':
      return `a list (JSON or comma-separated), each ${describeType(type.of)}`;
    case 'tuple':
      return `a list (JSON or comma-separated) of ${type.of.length}: ${type.of.map(describeType).join('; ')}`;
  }
}

/** Whether the text is a number as TypeScript writes it (no leading zeros, no plus sign). */
function parseNumber(text: string): Parsed {
  if (!NUMBER.test(text) || !Number.isFinite(Number(text))) return WRONG;
  const plain = text.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
  return { ok: true, code: plain };
}

function isLiteral(text: string, value: number | boolean | null): boolean {
  return typeof value === 'number'
    ? parseNumber(text.trim()).ok && Number(text) === value
    : text.trim() === String(value);
}

function parseList(text: string, type: ParameterType & { kind: 'array' | 'tuple' }): Parsed {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    try {
      return fromJson(JSON.parse(trimmed), type);
    } catch {
      return WRONG;
    }
  }
  const parts = trimmed === '' ? [] : trimmed.split(',').map((part) => part.trim());
  return listOf(parts, type, parseValue);
}

/** The source of a JSON value that fits the type. */
function fromJson(value: Value, type: ParameterType): Parsed {
  switch (type.kind) {
    case 'literal':
      return value === type.value ? { ok: true, code: JSON.stringify(value) } : WRONG;
    case 'union':
      return firstThatFits(type.of, (member) => fromJson(value, member));
    case 'array':
    case 'tuple':
      return Array.isArray(value) ? listOf(value, type, fromJson) : WRONG;
    default:
      return typeof value === type.kind ? { ok: true, code: JSON.stringify(value) } : WRONG;
  }
}

function listOf<T>(
  values: T[],
  type: ParameterType & { kind: 'array' | 'tuple' },
  parse: (value: T, type: ParameterType) => Parsed,
): Parsed {
  if (type.kind === 'tuple' && values.length !== type.of.length) return WRONG;
  const codes: string[] = [];
  for (const [i, value] of values.entries()) {
    const parsed = parse(value, type.kind === 'tuple' ? type.of[i]! : type.of);
    if (!parsed.ok) return WRONG;
    codes.push(parsed.code);
  }
  return { ok: true, code: `[${codes.join(', ')}]` };
}

/** Narrow members before wide ones, so that in `number | string` a 5 is a number. */
function firstThatFits(members: ParameterType[], parse: (type: ParameterType) => Parsed): Parsed {
  const order = ['literal', 'boolean', 'number', 'tuple', 'array', 'union', 'string'];
  const sorted = [...members].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  for (const member of sorted) {
    const parsed = parse(member);
    if (parsed.ok) return parsed;
  }
  return WRONG;
}

/** Removes the quotes from `"a"` and `'a'`; any other text is unchanged. */
function unquoted(text: string): string {
  return /^"[^"]*"$|^'[^']*'$/.test(text) ? text.slice(1, -1) : text;
}
