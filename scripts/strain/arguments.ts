/** What `npm run strain` is asked for. */
import { OptionError } from '../../lib/core/errors';
import { readCommandLine, wholeNumber } from '../cli/command-line';

export const USAGE = `npm run strain -- [--fuzz] [--examples n] [--seed n] [--soak] [--minutes n] [--kernel] [--stops n] [--jobs n] [--busy n] [--only cell] [--stream] [--kafka] [--rounds n] [--bandit]
  --fuzz      only schemathesis on the service's OpenAPI document
  --examples  number per route and kind of request; default 60
  --seed      seed for the examples; default 1
  --soak      only lists, visitors, searches, feedback and reloads; with --stream, lists follow an embedded event log
  --minutes   length of the soak, and of each of the two runs of --bandit; default 3
  --kernel    only stops of random cells at random moments
  --stops     number of stops; default 1000
  --jobs      number of kernels at a time; default 4
  --busy      number of processes that keep a processor busy beside them; default 1
  --only      only cells whose description contains this
  --stream    only event logs and a service with one: processes killed at random moments, full disks, damaged files
  --kafka     with --stream: a Kafka broker and its clients instead of the embedded log
  --rounds    number of kills; default 50
  --bandit    only a service with an arm that explores, driven by simulated users: what its log says of another policy,
              and what that policy earns itself
Without --fuzz, --soak, --kernel, --stream or --bandit, the first two run.`;

export interface Arguments {
  /** Of the fuzz run; 0 is none. */
  readonly examples: number;
  readonly seed: number;
  /** Of the soak; 0 is none. */
  readonly minutes: number;
  /** Of the kernel; 0 is none. */
  readonly stops: number;
  /** Kernels at a time. */
  readonly jobs: number;
  /** Processes that only keep a processor busy. */
  readonly busy: number;
  readonly only: string;
  /** Kills of an event log's processes; 0 is none. */
  readonly rounds: number;
  readonly kafka: boolean;
  /** Whether the service of the soak has a live model. */
  readonly followsStream: boolean;
  /** Minutes of each run of an arm that explores; 0 is none. */
  readonly banditMinutes: number;
}

const COMMAND_LINE = {
  options: {
    fuzz: { type: 'boolean', default: false },
    examples: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    soak: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '3' },
    kernel: { type: 'boolean', default: false },
    stops: { type: 'string', default: '1000' },
    jobs: { type: 'string', default: '4' },
    busy: { type: 'string', default: '1' },
    only: { type: 'string' },
    stream: { type: 'boolean', default: false },
    kafka: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '50' },
    bandit: { type: 'boolean', default: false },
  },
  usage: USAGE,
} as const;

/** The command line, checked. @throws OptionError that says what is allowed */
export function readArguments(args: string[]): Arguments {
  const {
    fuzz,
    soak,
    kernel,
    stream,
    kafka,
    bandit,
    only = '',
    ...given
  } = readCommandLine(args, COMMAND_LINE).values;
  const examples = wholeNumber('--examples', given.examples, 1, 10_000);
  const seed = wholeNumber('--seed', given.seed, 1, 1e9);
  const minutes = wholeNumber('--minutes', given.minutes, 1, 600);
  const stops = wholeNumber('--stops', given.stops, 1, 1_000_000);
  const jobs = wholeNumber('--jobs', given.jobs, 1, 64);
  const busy = wholeNumber('--busy', given.busy, 0, 64);
  const rounds = wholeNumber('--rounds', given.rounds, 1, 1_000_000);
  if (kafka && (!stream || soak)) throw new OptionError('--kafka needs --stream, and not --soak');
  const isAll = !fuzz && !soak && !kernel && !stream && !bandit;
  return {
    examples: fuzz || isAll ? examples : 0,
    seed,
    minutes: soak || isAll ? minutes : 0,
    stops: kernel ? stops : 0,
    jobs,
    busy,
    only,
    rounds: stream && !soak ? rounds : 0,
    kafka,
    followsStream: stream && soak,
    banditMinutes: bandit ? minutes : 0,
  };
}
