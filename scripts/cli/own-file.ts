/** What commands that read a file of your own share. */
import { DataError, OptionError } from '../../lib/core/errors';
import { ROLES } from '../../lib/data/delimited/column-roles';
import type { LookOptions } from '../../lib/data/delimited/look-at-ratings';

/** `user=reader,item=book,rating=`, where nothing stands for null. @throws OptionError for anything else */
export function columnsNamed(text: string): NonNullable<LookOptions['columns']> {
  const columns: Record<string, string | null> = {};
  for (const part of text.split(',')) {
    const [, role = '', column = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    if (!ROLES.some((known) => known === role))
      throw new OptionError(
        `--columns must be like user=reader,item=book,rating=stars, got ${JSON.stringify(text)}`,
      );
    if (columns[role] !== undefined)
      throw new OptionError(`--columns must name ${role} once, got ${JSON.stringify(text)}`);
    columns[role] = column === '' ? null : column;
  }
  if (!columns.user || !columns.item)
    throw new OptionError(`--columns must name user and item, got ${JSON.stringify(text)}`);
  return columns as LookOptions['columns'] & object;
}

const PREPARE = 'npm run data -- prepare FILE --out DIR';
const CHOICES = '--columns user=…,item=…,rating=';

/** What the library advises in code, and what a command offers instead. */
const ADVICE: readonly (readonly [inCode: RegExp, inCommand: string])[] = [
  [
    /pass columns: \{ user.*$/,
    'pass --columns user=…,item=…,rating=…,timestamp=… (the last two can be left out, or empty)',
  ],
  [/pass columns: \{ rating: null \}/, `pass ${CHOICES}`],
  [/\bcolumns: (\w+ must be a column of its own)/, '--columns: $1'],
  [
    /inferScale: (.*); pass a scale, or leave out the ratings if each row is a choice/,
    `$1; to read each row as a choice, pass ${CHOICES}`,
  ],
  [/pass duplicates: .*$/, 'pass --duplicates last, or mean'],
  [
    /an array in JSON(.*); parse it .*$/,
    `an array in JSON$1; ${PREPARE} reads JSON lines, one object per line, as jq -c ".[]" writes them`,
  ],
  [
    /(compressed with gzip: |JSON, not delimited text; )(unpack|parse) it .*$/,
    `$1${PREPARE} reads it, and npm run compare -- --data DIR takes the folder`,
  ],
  [
    /pass format: '(\S+)' or '(\S+)'/,
    'pass --format $1, or --format $2, to npm run data -- prepare FILE --out DIR',
  ],
  [/pass overwrite to replace it/, 'pass --overwrite to replace it'],
  [/, or pass (rating|timestamp): null to leave it out/, ', or leave it out: --columns user=…,item=…,$1='],
  [/pass it as rating\b/, 'pass --columns user=…,item=…,rating=…'],
];

/** Advice in code on what commands find out by themselves. */
const ONLY_IN_CODE = [
  /: pass (timestamps|encoding): [^)]*(?=\))/,
  / \(pass quotes: [^)]*\)/,
  / see the option quotes(?=\))/,
  / pass decimal: ','(?=\))/,
  /; if the first line names the columns, pass header$/,
];

/** What the library says, in the words of a command: `--columns` where code would pass `columns`. */
export function inCommand(message: string): string {
  const advised = ADVICE.reduce((text, [inCode, command]) => text.replace(inCode, command), message);
  return ONLY_IN_CODE.reduce((text, advice) => text.replace(advice, ''), advised);
}

/** An error of the library in the words of a command, with what the command offers for it; others as they are. */
export function withAdvice(error: unknown, { skipDamaged }: { readonly skipDamaged: boolean }): unknown {
  if (error instanceof OptionError)
    return new OptionError(inCommand(error.message.replace(/^prepareRatings: /, '')));
  if (!(error instanceof DataError)) return error;
  const { message, place } = error;
  const words = inCommand(message);
  const isAdvised = ADVICE.some(([inCode]) => inCode.test(message));
  const isSkippable = place.line !== undefined && !skipDamaged && !isAdvised && !/header/.test(message);
  return new DataError(
    isSkippable ? `${words}\n--skip-damaged leaves out lines that can't be read` : words,
    place,
  );
}
