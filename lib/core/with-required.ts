/** The check of an options object that can't be left out, for callers in JavaScript, whom no compiler warns. */
import { inspect } from 'node:util';
import { OptionError } from './errors';

/**
 * The options, if they have these.
 * @param owner the function they belong to, which begins the error's message
 * @throws OptionError if something is missing, such as the braces in `evaluate(model, split)`
 */
export function withRequired<Options extends object>(
  owner: string,
  options: Options,
  ...names: readonly (keyof Options & string)[]
): Options {
  const given: unknown = options;
  const wanted = `the options must be an object with ${names.join(' and ')}, as in { ${names.join(', ')} }`;
  if (typeof given !== 'object' || given === null) {
    throw new OptionError(`${owner}: ${wanted}, got ${inspect(given, { depth: 0 })}`);
  }
  const missing = names.filter((name) => options[name] === undefined || options[name] === null);
  if (missing.length === 0) return options;
  const known = Object.keys(given);
  const seen = known.length > 0 ? ` (given: ${known.join(', ')})` : '';
  throw new OptionError(`${owner}: ${wanted}; ${missing.join(' and ')} is missing${seen}`);
}
