/** What `npm run serve` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { BEST_FOR_LISTS, BEST_FOR_STARS } from '../../lib/evaluation/presets/best-models';
import { modelEntry } from '../../lib/models/registry';
import { TRAIN_PARTS, type TrainPart } from '../../lib/recommender/saving/model-to-json';
import { readCommandLine, wholeNumber } from '../cli/command-line';
import { typedPath } from '../cli/typed-path';

export const USAGE = `npm run serve -- [--model DIR [--stars DIR] | --train NAME [--keep PART]] [--retrain]
                 [--port n] [--host ADDRESS] [--workers n] [--feedback DIR]
                 [--stream embedded|kafka://HOST:PORT [--stream-security FILE] [--group NAME] [--new-items n]]
                 [--experiment FILE]
                 [--key-file FILE] [--cors ORIGIN] [--rate-limit n] [--keep-items n] [--quiet] [--until-stdin-ends]
  --model             a folder written by saveModel; default: models trained on MovieLens 100K and cached
  --stars             another such folder, whose model predicts stars for the lists of the first; default: none
  --train             a model to train and serve alone: a name of the registry; default: ${BEST_FOR_LISTS.model} for lists and
                      ${BEST_FOR_STARS.model} for stars
  --keep              how much of the ratings is saved with that model: rows (default), seen (which films each user has
                      rated) or none; saving less takes less memory; not all models can do without
  --retrain           train even if the model is cached; changed data or code are detected without it
  --port              default 8080; 0 chooses a free one
  --host              default 127.0.0.1: this machine only
  --workers           number of processes that answer at this port and share the model's memory, the feedback, and the
                      limits; one that crashes is replaced; not with --stream or --experiment; default: a single process
  --feedback          folder for feedback; default data/feedback
  --stream            an event log that takes the feedback and that the next lists follow: embedded (a folder inside the
                      feedback folder) or a Kafka broker; while the broker is away, feedback is kept here and
                      forwarded later; default: none
  --stream-security   a file with the user, the password and the certificates for that broker; README.md shows one
  --group             divide the users among all services with this name on the same Kafka topic: each answers for the
                      users of its partitions (GET /ready lists them) and refuses others with 421, so that a load
                      balancer asks the next; all take feedback from anyone. Default: each service applies all
                      events and answers everyone
  --new-items         places at the end of each list, at most half of it, for items that a new-item event has announced and the
                      model isn't trained on; default 1; 0 for none; only with --stream
  --experiment        a file such as experiment.json: users are divided among the models of its arms, what they see and do
                      is recorded, and /experiments/ shows the results; read again with each reload; default: none
  --key-file          a file with the API key required for feedback and reload; or set RECOMMENDER_LAB_KEY
  --cors              an origin whose pages may use the service; can be repeated
  --rate-limit        requests per minute from one address; default 1200; 0 for no limit
  --keep-items        number of list items cached until the model is replaced; default 20000
  --quiet             don't log requests
  --until-stdin-ends  exit when the program that started it does
SIGHUP reloads the model. Ctrl-C, or closing the terminal, stops the service after pending requests are answered.`;

export interface Arguments {
  readonly model?: string;
  readonly stars?: string;
  readonly train?: string;
  readonly keep: TrainPart;
  readonly retrain: boolean;
  readonly port: number;
  readonly host: string;
  /** 0: the process itself answers. */
  readonly workers: number;
  readonly feedback: string;
  readonly stream?: string;
  readonly streamSecurity?: string;
  readonly group?: string;
  /** Undefined: the live model's default. */
  readonly newItems?: number;
  readonly experiment?: string;
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
    keep: { type: 'string', default: 'rows' },
    retrain: { type: 'boolean', default: false },
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: '127.0.0.1' },
    workers: { type: 'string' },
    feedback: { type: 'string' },
    stream: { type: 'string' },
    'stream-security': { type: 'string' },
    group: { type: 'string' },
    'new-items': { type: 'string' },
    experiment: { type: 'string' },
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
  const { model, stars, train, retrain, host, quiet, stream, group } = values;
  if (stream !== undefined && stream !== 'embedded' && !stream.startsWith('kafka://')) {
    throw new OptionError(
      `--stream must be embedded or an address like kafka://127.0.0.1:9092, got ${stream}`,
    );
  }
  if (group !== undefined && !stream?.startsWith('kafka://')) {
    throw new OptionError('--group can only be used with --stream kafka://HOST:PORT');
  }
  if (values['stream-security'] !== undefined && !stream?.startsWith('kafka://')) {
    throw new OptionError('--stream-security can only be used with --stream kafka://HOST:PORT');
  }
  if (values['new-items'] !== undefined && stream === undefined) {
    throw new OptionError('--new-items can only be used with --stream, by which new items are announced');
  }
  if (group !== undefined && !(group.length >= 1 && group.length <= 200)) {
    throw new OptionError(`--group must be a name of 1 to 200 characters, got ${group.length}`);
  }
  if (group !== undefined && values.experiment !== undefined) {
    throw new OptionError(
      "--experiment can't be used with --group: each service would have a part of the results",
    );
  }
  const workers = values.workers === undefined ? 0 : wholeNumber('--workers', values.workers, 1, 256);
  if (workers > 0 && stream !== undefined) {
    throw new OptionError(
      "--workers can't be used with --stream: each worker would apply all events; start several services with --group",
    );
  }
  if (workers > 0 && values.experiment !== undefined) {
    throw new OptionError(
      "--workers can't be used with --experiment: its lists and results have one process",
    );
  }
  const typed = (path: string | undefined) => (path === undefined ? undefined : typedPath(path));
  if (model !== undefined && train !== undefined) {
    throw new OptionError('--model serves an existing model, --train makes a new one: use only one of them');
  }
  if (model === undefined && stars !== undefined) {
    throw new OptionError('--stars can only be used with --model');
  }
  if (model !== undefined && retrain) {
    throw new OptionError("--retrain can't be used with --model, which serves an existing model");
  }
  const keep = TRAIN_PARTS.find((part) => part === values.keep);
  if (keep === undefined) {
    throw new OptionError(`--keep must be one of ${TRAIN_PARTS.join(', ')}, got ${values.keep}`);
  }
  if (train === undefined && keep !== 'rows') throw new OptionError('--keep can only be used with --train');
  return {
    keep,
    ...{ retrain, host, workers, quiet, stream, group },
    newItems:
      values['new-items'] === undefined ? undefined : wholeNumber('--new-items', values['new-items'], 0, 100),
    model: typed(model),
    stars: typed(stars),
    experiment: typed(values.experiment),
    feedback: typed(values.feedback) ?? 'data/feedback',
    train: train === undefined ? undefined : modelEntry(train).name,
    port: wholeNumber('--port', values.port, 0, 65_535),
    keyFile: typed(values['key-file']),
    streamSecurity: typed(values['stream-security']),
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
