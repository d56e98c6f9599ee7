/** What `npm run strain` is asked for. */
import { OptionError } from '../../lib/core/errors';

export const USAGE = `npm run strain -- [--fuzz [n]] [--seed n] [--soak [minutes]]
  --fuzz  schemathesis on the service's OpenAPI document, n examples a route and kind; default 60
  --seed  of the examples; default 1
  --soak  lists, visitors, searches, feedback and reloads for so many minutes; default 3
Neither of the two given: both.`;

export interface Arguments {
  readonly help: boolean;
  /** Of the fuzz run; 0 is none. */
  readonly examples: number;
  readonly seed: number;
  /** Of the soak; 0 is none. */
  readonly minutes: number;
}

/** The command line, checked. @throws OptionError that says what is allowed */
export function readArguments(args: readonly string[]): Arguments {
  const rest = [...args];
  let [help, examples, seed, minutes] = [false, 0, 1, 0];
  const number = (name: string, fallback: number | undefined, max: number): number => {
    const isLeftOut = rest[0] === undefined || rest[0].startsWith('--');
    if (isLeftOut && fallback !== undefined) return fallback;
    const text = rest.shift() ?? '';
    if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= max) return Number(text);
    throw new OptionError(`${name} must be a whole number from 1 to ${max}, got ${JSON.stringify(text)}`);
  };
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--help' || name === '-h') help = true;
    else if (name === '--fuzz') examples = number(name, 60, 10_000);
    else if (name === '--seed') seed = number(name, undefined, 1e9);
    else if (name === '--soak') minutes = number(name, 3, 600);
    else throw new OptionError(`there is no argument ${name}\n${USAGE}`);
  }
  if (examples === 0 && minutes === 0) return { help, examples: 60, seed, minutes: 3 };
  return { help, examples, seed, minutes };
}
