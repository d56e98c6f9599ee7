/** What `npm run serve` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { modelEntry } from '../../lib/models/registry';
import { DEFAULT_SPEC, LIST_SPEC } from '../../lib/service/package/train-package';
import { readCommandLine, wholeNumber } from '../cli/command-line';

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

const COMMAND_LINE = {
  options: {
    model: { type: 'string' },
    stars: { type: 'string' },
    train: { type: 'string' },
    retrain: { type: 'boolean', default: false },
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: '127.0.0.1' },
    feedback: { type: 'string', default: 'data/feedback' },
    'key-file': { type: 'string' },
    cors: { type: 'string', multiple: true, default: [] as string[] },
    'rate-limit': { type: 'string', default: '1200' },
    'keep-items': { type: 'string', default: '20000' },
    quiet: { type: 'boolean', default: false },
    'until-stdin-ends': { type: 'boolean', default: false },
  },
  usage: USAGE,
} as const;

/** The command line, checked. @throws OptionError that says what is allowed */
export function readArguments(args: string[]): Arguments {
  const { values } = readCommandLine(args, COMMAND_LINE);
  const { model, stars, train, retrain, host, feedback, quiet } = values;
  if (model !== undefined && train !== undefined) {
    throw new OptionError('--model serves a model that is there, --train makes one: give one of the two');
  }
  if (model === undefined && stars !== undefined) {
    throw new OptionError('--stars goes with --model, whose lists it gives stars');
  }
  if (model !== undefined && retrain) {
    throw new OptionError('--retrain is for a model that is trained here; --model serves one as it is');
  }
  return {
    ...{ model, stars, retrain, host, feedback, quiet },
    train: train === undefined ? undefined : modelEntry(train).name,
    port: wholeNumber('--port', values.port, 0, 65_535),
    keyFile: values['key-file'],
    cors: values.cors.map(origin),
    rateLimit: wholeNumber('--rate-limit', values['rate-limit'], 0, 1e9),
    keepItems: wholeNumber('--keep-items', values['keep-items'], 0, 1e7),
    untilStdinEnds: values['until-stdin-ends'],
  };
}

function origin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new OptionError(`--cors must be an origin such as https://example.org, got ${text}`);
}
