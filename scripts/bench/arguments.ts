/** What `npm run bench` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { oneOf, readCommandLine, wholeNumber } from '../cli/command-line';
import { GROUPS, type Group } from './case';

export const USAGE = `npm run bench -- [--only GROUP,…] [--repeat n] [--full] [--service [--experiment | --items n] | --kernel | --index | --prepare [--rows n] | --stream [--kafka] [--events n] | --experiments [--runs n] | --off-policy [--runs n]] [--json]
  --only     only these comparisons: ${GROUPS.join(', ')}; default all but pytorch, which installs 5 GB
  --repeat   number of runs per side and comparison; default 3, fewer where Surprise is slow
  --full     adds item KNN, and Surprise on 10 million generated ratings; takes ten minutes or more and 20 GB
  --service  only the services: lists per second of ours, the tutorial's Flask with Surprise, and FastAPI with implicit
  --experiment  with --service: only ours, with and without an experiment and a challenger in the shadow
  --items    with --service: only ours, with a made-up catalog of this many items: load time, recall and time of lists by the
             approximate index, memory of two processes; a million takes ten minutes and 3 GB
  --kernel   only the kernel: against ipykernel, tslab and Deno, and 20 restarts; --repeat sets the number of starts of
             each, --full adds the memory over 5,000 cells
  --index    only the approximate index of a catalog of 200,000 items, with --full of a million: recall and time per call
  --prepare  only the way from a made-up file of ratings to a table that a model has learned from: seconds and memory
  --rows     with --prepare: number of ratings; default 25000000
  --stream   only event logs: events per second appended, acknowledged, and applied, by the embedded log; and how soon
             a service's lists follow 1,000 clicks per second
  --kafka    with --stream: by a Kafka broker, too
  --events   with --stream: number of events; default 500000
  --experiments  only the statistics of experiments: how often tests raise false alarms and intervals miss the truth, on
             simulated users; takes some minutes
  --off-policy  only off-policy estimators: how far they are off and how often their intervals hold, on simulated logs
             whose truth is known, and the time for a million rounds, beside obp; takes some
             minutes
  --runs     with --experiments: number of simulated A/A tests, and of A/B tests; with --off-policy: of simulated logs of
             each size; default 1000
  --json     an array of rows (use npm run -s bench)`;

/** What to do. */
export interface Arguments {
  readonly only: readonly Group[];
  /** Undefined: as each case says. */
  readonly repeat: number | undefined;
  readonly full: boolean;
  /** The load on the two services instead of the models. */
  readonly service: boolean;
  /** What an experiment costs our service instead of the other services. */
  readonly experiment: boolean;
  /** A made-up catalog of this many items instead of the other services; 0 is none. */
  readonly items: number;
  /** The kernel's times instead of the models'. */
  readonly kernel: boolean;
  /** The index of a large catalog instead of the models. */
  readonly index: boolean;
  /** Ratings that are prepared instead of the models; 0 is none. */
  readonly prepareRows: number;
  /** Events that the logs take instead of the models; 0 is none. */
  readonly streamEvents: number;
  readonly kafka: boolean;
  /** Simulated experiments instead of the models; 0 is none. */
  readonly experimentRuns: number;
  /** Simulated logs for off-policy estimators instead of the models; 0 is none. */
  readonly offPolicyRuns: number;
  readonly form: 'table' | 'json';
}

const COMMAND_LINE = {
  options: {
    only: { type: 'string' },
    repeat: { type: 'string' },
    full: { type: 'boolean', default: false },
    service: { type: 'boolean', default: false },
    experiment: { type: 'boolean', default: false },
    items: { type: 'string' },
    kernel: { type: 'boolean', default: false },
    index: { type: 'boolean', default: false },
    prepare: { type: 'boolean', default: false },
    rows: { type: 'string' },
    stream: { type: 'boolean', default: false },
    kafka: { type: 'boolean', default: false },
    events: { type: 'string', default: '500000' },
    experiments: { type: 'boolean', default: false },
    'off-policy': { type: 'boolean', default: false },
    runs: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
  usage: USAGE,
} as const;

/** The command line, checked. @throws OptionError that lists what is allowed */
export function readArguments(args: string[]): Arguments {
  const values = readCommandLine(args, COMMAND_LINE).values;
  const {
    only,
    repeat,
    full,
    service,
    experiment,
    kernel,
    index,
    prepare,
    stream,
    kafka,
    experiments,
    json,
  } = values;
  const offPolicy = values['off-policy'];
  const alone = Object.entries({
    service,
    kernel,
    index,
    prepare,
    stream,
    experiments,
    'off-policy': offPolicy,
  }).flatMap(([name, given]) => (given ? `--${name}` : []));
  if (alone.length > 1) throw new OptionError(`${alone.join(' and ')}: one at a time`);
  if (experiment && !service) throw new OptionError('--experiment needs --service');
  if (values.items !== undefined && !service) throw new OptionError('--items needs --service');
  if (values.items !== undefined && experiment)
    throw new OptionError('--experiment and --items: one at a time');
  if (kafka && !stream) throw new OptionError('--kafka needs --stream');
  if (values.rows !== undefined && !prepare) throw new OptionError('--rows needs --prepare');
  const rows = wholeNumber('--rows', values.rows ?? '25000000', 1000, 1e9);
  const events = wholeNumber('--events', values.events, 100, 1e9);
  const runs = wholeNumber('--runs', values.runs, 1, 1e6);
  return {
    only:
      only === undefined
        ? GROUPS.filter((group) => group !== 'pytorch')
        : only.split(',').map((part) => oneOf('--only', GROUPS, part.trim())),
    repeat: repeat === undefined ? undefined : wholeNumber('--repeat', repeat, 1, 1000),
    full,
    service,
    experiment,
    items: values.items === undefined ? 0 : wholeNumber('--items', values.items, 1000, 1e7),
    kernel,
    index,
    prepareRows: prepare ? rows : 0,
    streamEvents: stream ? Math.ceil(events / 100) * 100 : 0,
    kafka,
    experimentRuns: experiments ? runs : 0,
    offPolicyRuns: offPolicy ? runs : 0,
    form: json ? 'json' : 'table',
  };
}
