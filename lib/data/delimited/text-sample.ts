/** The beginning of a delimited file, for finding out its layout. */
import { closeSync, openSync, readSync } from 'node:fs';
import { DataError } from '../../core/errors';
import { cannotRead } from './cannot-read';
import type { DelimitedInput } from './delimited';
import { windowsText } from './field-decoder';
import { formatWithZeros, otherFormat } from './other-formats';

const SAMPLE_BYTES = 65_536;

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
  const zero = bytes.indexOf(0);
  const other = otherFormat(bytes) ?? (zero < 0 ? undefined : formatWithZeros(bytes));
  if (other) fail(`not delimited text; it ${other.is}: ${other.advice}`);
  if (zero >= 0) fail(`line ${lineOf(bytes, zero)} has a zero byte: remove it`);
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

function lineOf(bytes: Buffer, at: number): number {
  return bytes.subarray(0, at).reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 1);
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
