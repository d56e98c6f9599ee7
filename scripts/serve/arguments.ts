/** What `npm run serve` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { modelEntry } from '../../lib/models/registry';
import { DEFAULT_SPEC, LIST_SPEC } from '../../lib/service/package/train-package';

export const USAGE = `npm run serve -- [--model DIR [--stars DIR] | --train NAME] [--retrain] [--port n] [--host ADDRESS] [--feedback DIR]
                 [--key-file FILE] [--cors ORIGIN] [--rate-limit n] [--keep-items n] [--quiet] [--until-stdin-ends]
  --model             a folder that saveModel made; default: models trained now on MovieLens 100K, kept in the cache
  --stars             another such folder, whose model predicts the stars of what the first one lists; default: none
  --train             a model to train and serve alone: a name of the registry; default: ${LIST_SPEC.model} for lists and
                      ${DEFAULT_SPEC.model} for stars
  --retrain           trains the model also where the cache has it; it sees by itself when data or library have changed
  --port              default 8080; 0 takes a free one
  --host              default 127.0.0.1: this machine only
  --feedback          where feedback is kept; default data/feedback
  --key-file          a file with the API key that feedback and reload ask for; or the variable RECOMMENDER_LAB_KEY
  --cors              an origin whose pages may use the service; may be given more than once
  --rate-limit        requests a minute from one address; default 1200; 0 is no limit
  --keep-items        listed items of users' lists that are kept until the model is swapped; default 20000
  --quiet             no line for each request
  --until-stdin-ends  ends when the program that started it does
SIGHUP loads the model again. Ctrl-C, or closing its terminal, ends the service when the requests under way are answered.`;

export interface Arguments {
  readonly help: boolean;
  readonly model?: string;
  readonly stars?: string;
  readonly train?: string;
  readonly retrain: boolean;
  readonly port: number;
  readonly host: string;
  readonly feedback: string;
  readonly keyFile?: string;
  readonly cors: readonly string[];
  readonly rateLimit: number;
  readonly keepItems: number;
  readonly quiet: boolean;
  readonly untilStdinEnds: boolean;
}

/** The command line, checked. @throws OptionError that says what is allowed */
export function readArguments(args: readonly string[]): Arguments {
  const rest = [...args];
  const given: { -readonly [Field in keyof Arguments]?: Arguments[Field] } = {};
  const cors: string[] = [];
  const next = (name: string): string => {
    const value = rest.shift();
    if (value !== undefined && value !== '' && !value.startsWith('--')) return value;
    throw new OptionError(`${name} needs a value\n${USAGE}`);
  };
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--help' || name === '-h') given.help = true;
    else if (name === '--model') given.model = next(name);
    else if (name === '--stars') given.stars = next(name);
    else if (name === '--train') given.train = modelEntry(next(name)).name;
    else if (name === '--retrain') given.retrain = true;
    else if (name === '--port') given.port = wholeNumber(name, next(name), 65_535);
    else if (name === '--host') given.host = next(name);
    else if (name === '--feedback') given.feedback = next(name);
    else if (name === '--key-file') given.keyFile = next(name);
    else if (name === '--cors') cors.push(origin(next(name)));
    else if (name === '--rate-limit') given.rateLimit = wholeNumber(name, next(name), 1e9);
    else if (name === '--keep-items') given.keepItems = wholeNumber(name, next(name), 1e7);
    else if (name === '--quiet') given.quiet = true;
    else if (name === '--until-stdin-ends') given.untilStdinEnds = true;
    else throw new OptionError(`there is no argument ${name}\n${USAGE}`);
  }
  if (given.model !== undefined && given.train !== undefined) {
    throw new OptionError('--model serves a model that is there, --train makes one: give one of the two');
  }
  if (given.model === undefined && given.stars !== undefined) {
    throw new OptionError('--stars goes with --model, whose lists it gives stars');
  }
  if (given.model !== undefined && given.retrain) {
    throw new OptionError('--retrain is for a model that is trained here; --model serves one as it is');
  }
  return {
    help: false,
    retrain: false,
    port: 8080,
    host: '127.0.0.1',
    feedback: 'data/feedback',
    rateLimit: 1200,
    keepItems: 20_000,
    quiet: false,
    untilStdinEnds: false,
    ...given,
    cors,
  };
}

function wholeNumber(name: string, text: string, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  throw new OptionError(`${name} must be a whole number from 0 to ${max}, got ${text}`);
}

function origin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new OptionError(`--cors must be an origin such as https://example.org, got ${text}`);
}
