/** The beginning of a delimited file, for finding out its layout. */
import { closeSync, openSync, readSync } from 'node:fs';
import { DataError } from '../../core/errors';
import { cannotRead } from './cannot-read';
import type { DelimitedInput } from './delimited';
import { windowsText } from './field-decoder';

const SAMPLE_BYTES = 65_536;

const UTF_16 = 'it is UTF-16: save it as UTF-8';

/** Files that aren't text, by their first bytes, with what to do. */
const OTHER_FILES: readonly (readonly [start: string, advice: string])[] = [
  ['1f8b', 'it is compressed with gzip: unpack it first'],
  ['504b0304', 'it is a spreadsheet or a zip archive: export it as CSV, or unpack it'],
  ['50415231', 'it is a Parquet file: export it as CSV'],
  ['28b52ffd', 'it is compressed with zstd: unpack it first'],
  ['fffe', UTF_16],
  ['feff', UTF_16],
];

/** Decoded text, up to the last whole line. */
export interface TextSample {
  readonly file: string;
  readonly text: string;
  /** `detect` for a sample in ASCII: the rest may be either. */
  readonly encoding: 'utf-8' | 'latin1' | 'detect';
}

/** @throws DataError for a file that can't be read, is empty, or isn't text */
export function textSample(source: DelimitedInput, name?: string): TextSample {
  const file = name ?? (typeof source === 'string' ? source : 'the text');
  const bytes = firstBytes(source);
  const fail = (what: string): never => {
    throw new DataError(`${file}: ${what}`, { file });
  };
  const hex = bytes.toString('hex', 0, 4);
  for (const [start, advice] of OTHER_FILES) if (hex.startsWith(start)) fail(`not delimited text; ${advice}`);
  const zero = bytes.indexOf(0);
  if (zero >= 0) fail(`not delimited text; ${zeroAdvice(bytes, zero)}`);
  const isWhole = bytes.length < SAMPLE_BYTES;
  const json = /^(?:\ufeff)?\s*([[{])/.exec(bytes.toString('utf8', 0, 200))?.[1];
  if (json !== undefined) {
    const what = json === '[' ? 'an array in JSON' : 'JSON';
    fail(`it seems to be ${what}, not delimited text; parse it and pass the rows to Interactions.fromRows`);
  }
  const end = isWhole ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
  if (end === 0) fail(isWhole ? 'the file is empty' : `the first line is longer than ${SAMPLE_BYTES} bytes`);
  const whole = bytes.subarray(0, end);
  const utf8 = utf8Text(whole);
  const text = (utf8 ?? windowsText(whole, 0, whole.length)).replace(/^\ufeff/, '');
  if (text.trim() === '') fail('the file is empty');
  if (/\r[^\n]/.test(text) && !text.includes('\n'))
    fail('its lines end with "\\r" only: save the file with "\\n"');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
  const isAscii = /^[\x00-\x7f]*$/.test(text);
  return { file, text, encoding: isAscii ? 'detect' : utf8 === undefined ? 'latin1' : 'utf-8' };
}

/** Text in UTF-16 has a zero byte in most of its characters. */
function zeroAdvice(bytes: Buffer, first: number): string {
  const zeros = bytes.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  if (zeros > bytes.length / 4) return UTF_16;
  const line = bytes.subarray(0, first).reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 1);
  return `line ${line} has a zero byte: remove it`;
}

function firstBytes(source: DelimitedInput): Buffer {
  if (source instanceof Uint8Array) return Buffer.from(source.subarray(0, SAMPLE_BYTES));
  if (typeof source !== 'string') return Buffer.from(source.text).subarray(0, SAMPLE_BYTES);
  let handle: number | undefined;
  try {
    handle = openSync(source, 'r');
    const bytes = Buffer.alloc(SAMPLE_BYTES);
    return bytes.subarray(0, readSync(handle, bytes));
  } catch (cause) {
    return cannotRead(source, cause);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Undefined if the bytes aren't UTF-8. */
function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
