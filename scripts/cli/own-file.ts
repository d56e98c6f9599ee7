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

/** What the command line offers for an error, by its words; the first that fits. */
const ADVICE: readonly (readonly [error: RegExp, advice: string])[] = [
  [/pass duplicates:/, 'on the command line: --duplicates last, or mean'],
  [
    /pass columns:/,
    'on the command line: --columns user=…,item=…,rating=…,timestamp=…; the last two can be left out, or empty',
  ],
  [/two distinct values/, 'on the command line: --columns user=…,item=…,rating= reads each row as a choice'],
  [
    /seems to be an array in JSON/,
    'npm run data -- prepare FILE --out DIR reads JSON lines, one object per line, as jq -c ".[]" writes them',
  ],
  [
    /compressed with gzip|seems to be JSON/,
    'npm run data -- prepare FILE --out DIR reads files packed with gzip, and JSON lines; npm run compare -- --data DIR takes the folder',
  ],
];

/** The error of a file, with what the command line offers for it. */
export function withAdvice(
  { message, place }: DataError,
  { skipDamaged }: { readonly skipDamaged: boolean },
): DataError {
  const isSkippable = place.line !== undefined && !skipDamaged && !/header/.test(message);
  const skip = isSkippable ? "--skip-damaged leaves out lines that can't be read" : undefined;
  const advice = ADVICE.find(([error]) => error.test(message))?.[1] ?? skip;
  return new DataError(advice === undefined ? message : `${message}\n${advice}`, place);
}
