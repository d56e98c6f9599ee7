/**
 * Checks of arguments, for callers in JavaScript, whom no compiler warns. A public function begins with them, so that a
 * forgotten argument or a misspelled option is named instead of failing somewhere inside, or being ignored:
 *
 * ```ts
 * checkArgument('kFold', 'ratings', ratings, TABLE);         // kFold: ratings must be a table of ratings, …, got null
 * checkOptions('kFold', options, { folds: 5, seed: 42 });    // kFold: there is no option fold; the options are folds, seed
 * ```
 */
import { inspect } from 'node:util';
import { OptionError } from './errors';
import { mustBeOptions, type Option, refuseUnknownOptions } from './options';

/** What an argument must be. */
export type Kind = Pick<Option<unknown>, 'allowed' | 'allows'>;

/** Each option with an example of its value. The compiler sees to it that none is forgotten. */
export type Examples<Options> = { readonly [Name in keyof Options]-?: unknown };

/** @throws OptionError if the argument isn't of this kind */
export function checkArgument(owner: string, name: string, value: unknown, kind: Kind): void {
  if (kind.allows(value)) return;
  throw new OptionError(`${owner}: ${name} must be ${kind.allowed}, got ${shown(value)}`);
}

/**
 * For options that are destructured. The values are checked by the function itself.
 * @param examples the first one is shown in the message
 * @throws OptionError unless the options are an object with these names only
 */
export function checkOptions<Options extends object>(
  owner: string,
  given: Options,
  examples: Examples<Options>,
): void {
  const names = Object.keys(examples) as (keyof Options & string)[];
  const [first] = names;
  mustBeOptions(owner, given, `{ ${first}: ${JSON.stringify(examples[first])} }`);
  refuseUnknownOptions(owner, given, names);
}

/** An object, of any class, in which these fields are neither undefined nor null. */
export function objectWith(...names: readonly string[]): Kind {
  const list = names.length < 2 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return {
    allowed: `an object with ${list}`,
    allows: (given) => {
      if (typeof given !== 'object' || given === null) return false;
      const fields = given as Readonly<Record<string, unknown>>;
      return names.every((name) => fields[name] !== undefined && fields[name] !== null);
    },
  };
}

/** The same kind in other words. */
export function called(allowed: string, { allows }: Kind): Kind {
  return { allowed, allows };
}

/** A function. */
export const FUNCTION: Kind = {
  allowed: 'a function',
  allows: (given) => typeof given === 'function',
};

/** A text, also an empty one. */
export const TEXT: Kind = {
  allowed: 'a text',
  allows: (given) => typeof given === 'string',
};

/** An object with names of its own, such as `{ SVD: model }`; not a list. */
export const RECORD: Kind = {
  allowed: 'an object',
  allows: (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
};

/** An array or a typed array. Its values are checked elsewhere. */
export const LIST: Kind = {
  allowed: 'a list',
  allows: (given) => Array.isArray(given) || (ArrayBuffer.isView(given) && !(given instanceof DataView)),
};

/** A list, a set, a generator, …, but not a text, whose parts are letters. */
export const ITERABLE: Kind = {
  allowed: 'a list or another iterable',
  allows: (given) => typeof given === 'object' && given !== null && Symbol.iterator in given,
};

/** At least 1. */
export const POSITIVE_WHOLE: Kind = {
  allowed: 'a positive whole number',
  allows: (given) => Number.isSafeInteger(given) && (given as number) > 0,
};

/** Characters of a value that a message shows. */
const MOST = 100;

/** A value in one short line: a whole table must not fill the screen. */
function shown(value: unknown): string {
  if (typeof value === 'string' && value.length < MOST) return JSON.stringify(value);
  const text = inspect(value, { depth: 0, breakLength: Infinity, maxArrayLength: 5 }).replaceAll('\n', ' ');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
