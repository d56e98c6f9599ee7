/**
 * Options, declared once. The declaration gives each option its default and its allowed values, and the
 * comment above it gives its meaning; types, checks, error messages and tables of options follow from it:
 *
 * ```ts
 * export const SVD_OPTIONS = options('SVD', {
 *   // a doc comment stands here
 *   factors: whole({ from: 1, default: 100 }),
 *   reg: number({ from: 0, default: 0.02 }),
 * });
 * export interface SVDOptions extends OptionsOf<typeof SVD_OPTIONS> {} // { readonly factors: number; readonly reg: number }
 * SVD_OPTIONS.resolve({ factors: 20 });                   // { factors: 20, reg: 0.02 }
 * SVD_OPTIONS.resolve({ factors: 0 });                    // OptionError: SVD: factors must be a positive whole number, got 0
 * ```
 */
import { inspect } from 'node:util';
import { OptionError } from './errors';

/** One option. */
export interface Option<Value> {
  readonly default: Value;
  /** The allowed values in words: `a positive whole number`. */
  readonly allowed: string;
  readonly allows: (value: unknown) => boolean;
  /** True if only whole numbers are allowed. */
  readonly whole?: boolean;
}

/** A row of the table that describes options. */
export interface OptionLine {
  readonly option: string;
  readonly default: unknown;
  readonly allowed: string;
}

type Declared = Readonly<Record<string, Option<unknown>>>;
type ValuesOf<D> = { readonly [Name in keyof D]: D[Name] extends Option<infer Value> ? Value : never };

/** The type of the resolved options, from the result of `options` or from part of a declaration. */
export type OptionsOf<Source> = Source extends OptionSet<infer Values> ? Values : ValuesOf<Source>;

/** Declares options. @param owner the model or function they belong to, which begins its error messages */
export function options<D extends Declared>(owner: string, declared: D): OptionSet<ValuesOf<D>> {
  return new OptionSet(owner, declared as unknown as DeclarationOf<ValuesOf<D>>);
}

type DeclarationOf<Values> = { readonly [Name in keyof Values]: Option<Values[Name]> };

/** All options of a model or function. */
export class OptionSet<Values extends object> {
  readonly defaults: Readonly<Values>;

  constructor(
    readonly owner: string,
    readonly declared: DeclarationOf<Values>,
  ) {
    const defaults = this.#entries.map(([name, option]) => [name, option.default]);
    this.defaults = Object.freeze(Object.fromEntries(defaults));
  }

  /**
   * The defaults with the given options applied, checked and frozen; undefined means the default.
   * @throws OptionError for an unknown name (with a list of the known ones) or an invalid value
   */
  resolve(given: Partial<Values>): Readonly<Values> & Readonly<Record<string, unknown>> {
    const names = Object.keys(this.declared);
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw new OptionError(`${this.owner}: options must be an object such as { ${names[0]}: … }`);
    }
    refuseUnknownOptions(this.owner, given, names);
    const present = Object.entries(given).filter(([, value]) => value !== undefined);
    // Lists are copied, so that changing them later has no effect.
    const own = present.map(([name, value]) => [
      name,
      Array.isArray(value) ? Object.freeze([...value]) : value,
    ]);
    const resolved = { ...this.defaults, ...Object.fromEntries(own) };
    for (const [name, option] of this.#entries) checkOption(this.owner, name, resolved[name], option);
    return Object.freeze(resolved);
  }

  /** A table of the options, in the order of the declaration. */
  describe(): OptionLine[] {
    return this.#entries.map(([option, { default: value, allowed }]) => ({
      option,
      default: value,
      allowed,
    }));
  }

  get #entries(): [name: string, option: Option<unknown>][] {
    return Object.entries(this.declared);
  }
}

/**
 * For options that a method destructures, which would be a TypeError for null.
 * @param example what could be in them: `{ k: 10 }`
 * @throws OptionError unless the options are an object
 */
export function mustBeOptions(owner: string, given: unknown, example: string): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  const got = inspect(given, { depth: 0, breakLength: Infinity });
  throw new OptionError(`${owner}: options must be an object such as ${example}, or left out; got ${got}`);
}

/** @throws OptionError for an unknown name, with a list of the known ones */
export function refuseUnknownOptions(owner: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new OptionError(`${owner}: there is no option ${unknown}; the options are ${known.join(', ')}`);
}

/** @throws OptionError if the option doesn't allow the value */
export function checkOption(
  owner: string,
  name: string,
  value: unknown,
  option: Pick<Option<unknown>, 'allowed' | 'allows'>,
): void {
  if (option.allows(value)) return;
  const got = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { breakLength: Infinity });
  throw new OptionError(`${owner}: ${name} must be ${option.allowed}, got ${got}`);
}

/** Bounds of a number; without any, every finite number is allowed. */
export interface NumberBounds {
  /** At least this. */
  readonly from?: number;
  /** More than this. */
  readonly above?: number;
  /** At most this. */
  readonly to?: number;
}

/** A number within bounds. */
export function number({ default: value, ...bounds }: NumberBounds & { default: number }): Option<number> {
  return { default: value, allowed: inWords('number', bounds), allows: (given) => within(given, bounds) };
}

/** A whole number within bounds, inclusive. */
export function whole({
  default: value,
  ...bounds
}: Omit<NumberBounds, 'above'> & { from: number; default: number }): Option<number> {
  return {
    default: value,
    allowed: inWords('whole number', bounds),
    allows: (given) => Number.isSafeInteger(given) && within(given, bounds),
    whole: true,
  };
}

/** A seed for `RandomState`: a whole number from 0 to 2^32 − 1. Default 0. */
export function seedNumber({ default: value = 0 } = {}): Option<number> {
  return whole({ from: 0, to: 0xffffffff, default: value });
}

/** True or false. */
export function trueOrFalse({ default: value }: { default: boolean }): Option<boolean> {
  return { default: value, allowed: 'true or false', allows: (given) => typeof given === 'boolean' };
}

/** One of several values. */
export function oneOf<const Choice extends string | boolean>(
  choices: readonly Choice[],
  { default: value }: { default: Choice },
): Option<Choice> {
  return {
    default: value,
    allowed: `one of ${choices.join(', ')}`,
    allows: (given) => choices.includes(given as Choice),
  };
}

/** The same option, or null, which is the default. */
export function orNull<Value>({ allowed, allows }: Option<Value>): Option<Value | null> {
  return {
    default: null,
    allowed: `${allowed}, or null`,
    allows: (given) => given === null || allows(given),
  };
}

function within(
  value: unknown,
  { from = -Infinity, above = -Infinity, to = Infinity }: NumberBounds,
): boolean {
  return (
    Number.isFinite(value) &&
    (value as number) >= from &&
    (value as number) > above &&
    (value as number) <= to
  );
}

function inWords(kind: string, { from, above, to }: NumberBounds): string {
  if (kind === 'whole number' && from === 1 && to === undefined) return 'a positive whole number';
  if (from !== undefined)
    return `a ${kind} ${to === undefined ? `of at least ${from}` : `from ${from} to ${to}`}`;
  if (above !== undefined) return `a ${kind} above ${above}${to === undefined ? '' : ` and at most ${to}`}`;
  return `a finite ${kind}`;
}
