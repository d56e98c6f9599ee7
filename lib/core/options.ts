/** Options of models: defaults, and a clear error for what isn't one. */
import { OptionError } from './errors';

/** Throws an OptionError unless the value is allowed. */
export type OptionCheck = (model: string, name: string, value: unknown) => void;

/**
 * The defaults with the given options on top, checked and frozen.
 *
 * @param checks one check for each option; an option without one isn't known
 * @throws OptionError for an unknown name (it lists the known ones) and for a bad value
 */
export function resolveOptions<Options extends object>(
  model: string,
  defaults: Readonly<Options>,
  checks: Readonly<Record<keyof Options, OptionCheck>>,
  given: Partial<Options>,
): Readonly<Options> & Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new OptionError(`${model}: options must be an object such as { ${Object.keys(defaults)[0]}: … }`);
  }
  refuseUnknownOptions(model, given, Object.keys(checks));
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const resolved = { ...defaults, ...present };
  for (const [name, check] of Object.entries<OptionCheck>(checks)) {
    check(model, name, (resolved as Record<string, unknown>)[name]);
  }
  return Object.freeze(resolved) as Readonly<Options> & Readonly<Record<string, unknown>>;
}

/** @param caller whose options they are. @throws OptionError for a name that isn't known, with those that are */
export function refuseUnknownOptions(caller: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new OptionError(`${caller}: there is no option ${unknown}; the options are ${known.join(', ')}`);
}

/** A whole number of at least `min`. */
export function wholeNumber(min: number): OptionCheck {
  const wanted = min === 1 ? 'a positive whole number' : `a whole number of at least ${min}`;
  return expect(wanted, (value) => Number.isSafeInteger(value) && (value as number) >= min);
}

/** A finite number of at least `min` (or above it, with `exclusive`) and at most `max`. */
export function numberFrom(min: number, max = Number.POSITIVE_INFINITY, exclusive = false): OptionCheck {
  const lower = exclusive ? `above ${min}` : `of at least ${min}`;
  const wanted = `a number ${lower}${max === Number.POSITIVE_INFINITY ? '' : ` and at most ${max}`}`;
  return expect(wanted, (value) => {
    const number = value as number;
    return Number.isFinite(value) && (exclusive ? number > min : number >= min) && number <= max;
  });
}

/** A seed: a whole number from 0 to 2^32 − 1, as `RandomState` takes. */
export const seedNumber: OptionCheck = expect(
  'a whole number from 0 to 4294967295',
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff,
);

/** True or false. */
export const trueOrFalse: OptionCheck = expect('true or false', (value) => typeof value === 'boolean');

/** One of the given texts. */
export function oneOf(...choices: readonly string[]): OptionCheck {
  return expect(`one of ${choices.join(', ')}`, (value) => choices.includes(value as string));
}

function expect(wanted: string, holds: (value: unknown) => boolean): OptionCheck {
  return (model, name, value) => {
    if (holds(value)) return;
    const got = typeof value === 'string' ? JSON.stringify(value) : String(value);
    throw new OptionError(`${model}: ${name} must be ${wanted}, got ${got}`);
  };
}
