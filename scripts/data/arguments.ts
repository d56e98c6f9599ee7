/** What `npm run data` is asked for. */

import { LAYOUTS, type LayoutName } from '../../lib/big-data/layouts/layout';
import type { PrepareOptions } from '../../lib/big-data/prepare/prepare-options';
import { OptionError } from '../../lib/core/errors';
import { oneOf, readCommandLine, wholeNumber } from '../cli/command-line';
import { columnsNamed } from '../cli/own-file';
import { typedPath } from '../cli/typed-path';
import { DATA_SETS, type DataSet, dataSet } from './data-sets';

export const USAGE = `Fetches public data sets, and prepares ratings of any size for training: parquet files that readPrepared reads.

  npm run data -- ml-25m | ml-32m | yelp | amazon-2023 CATEGORY  [options]
  npm run data -- prepare FILE [FILE …] --out DIR [options]
  npm run data -- generate LAYOUT --rows N --out FILE

  --out DIR        the folder to make; default for data sets: data/NAME/prepared
  --format LAYOUT  the layout of the files, if it isn't recognized: ${LAYOUTS.join(', ')}
  --columns NAMES  what their columns or fields are: user=reader,item=book,rating=stars,timestamp=when; rating= reads no
                   ratings, timestamp= no times; default: proposed from the file, and printed
  --k-core N       keep only users and items with at least N ratings, counted among those that are kept
  --users SHARE    keep only a share of the users, such as 0.1; --seed N chooses others
  --test SHARE     set the latest ratings aside, such as 0.2, as test.parquet
  --skip-damaged   leave out lines that can't be read, instead of stopping
  --memory MB      DuckDB's memory; what doesn't fit goes to disk; default 1024
  --overwrite      replace the folder, if it has prepared ratings

generate writes made-up ratings in the exact layout of a data set, for tests, and packs it if FILE ends in .gz.
`;

/** What to do. */
export type Arguments =
  | { readonly command: 'fetch'; readonly set: DataSet; readonly prepare: Preparation }
  | { readonly command: 'prepare'; readonly prepare: Preparation & Pick<PrepareOptions, 'from' | 'into'> }
  | { readonly command: 'generate'; readonly layout: LayoutName; readonly rows: number; readonly to: string };

type Preparation = Omit<PrepareOptions, 'from' | 'into' | 'onProgress' | 'signal'> & {
  readonly into?: string;
};

const COMMAND_LINE = {
  options: {
    out: { type: 'string' },
    format: { type: 'string' },
    columns: { type: 'string' },
    'k-core': { type: 'string' },
    users: { type: 'string' },
    seed: { type: 'string' },
    test: { type: 'string' },
    'skip-damaged': { type: 'boolean' },
    memory: { type: 'string' },
    overwrite: { type: 'boolean' },
    rows: { type: 'string' },
  },
  positionals: true,
  usage: USAGE,
} as const;

const NEEDS_RATINGS = [
  'format',
  'columns',
  'k-core',
  'users',
  'seed',
  'test',
  'skip-damaged',
  'memory',
  'overwrite',
] as const;

/** The command line, checked. @throws OptionError that lists what is allowed */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = readCommandLine(args, COMMAND_LINE);
  const [command, ...rest] = positionals;
  if (command === undefined) throw new OptionError(`Say what to fetch or prepare.\n\n${USAGE.trimEnd()}`);
  const out = values.out === undefined ? undefined : typedPath(values.out);
  if (command === 'generate') {
    const odd = NEEDS_RATINGS.find((name) => values[name] !== undefined);
    if (odd) throw new OptionError(`generate doesn't take --${odd}`);
    if (rest.length !== 1 || out === undefined || values.rows === undefined)
      throw new OptionError('generate needs a layout, --rows and --out');
    return {
      command,
      layout: oneOf('layout', LAYOUTS, rest[0]!),
      rows: wholeNumber('--rows', values.rows, 1, 1e10),
      to: out,
    };
  }
  if (values.rows !== undefined) throw new OptionError('--rows needs generate');
  const number = (name: 'k-core' | 'seed' | 'memory', min: number, max: number) =>
    values[name] === undefined ? undefined : wholeNumber(`--${name}`, values[name], min, max);
  const prepare: Preparation = {
    format: values.format === undefined ? undefined : oneOf('--format', LAYOUTS, values.format),
    columns: values.columns === undefined ? undefined : columnsNamed(values.columns),
    kCore: number('k-core', 1, 1e6),
    userShare: share('--users', values.users),
    seed: number('seed', 0, 0xffffffff),
    memoryMB: number('memory', 256, 1e6),
    damaged: values['skip-damaged'] ? 'skip' : 'error',
    overwrite: values.overwrite,
    ...(values.test === undefined ? {} : { split: { by: 'time', testSize: share('--test', values.test)! } }),
  };
  if (command !== 'prepare') {
    if (prepare.columns) throw new OptionError('--columns needs prepare');
    const name = oneOf('The first argument', [...DATA_SETS, 'prepare', 'generate'] as const, command);
    return {
      command: 'fetch',
      set: dataSet(name as (typeof DATA_SETS)[number], rest[0]),
      prepare: { ...prepare, into: out },
    };
  }
  if (rest.length === 0 || out === undefined)
    throw new OptionError('prepare needs a file of ratings and --out');
  return { command, prepare: { ...prepare, from: rest.map(typedPath), into: out } };
}

function share(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (number > 0 && number < 1) return number;
  throw new OptionError(`${name} must be a share between 0 and 1, such as 0.1, got ${text}`);
}
