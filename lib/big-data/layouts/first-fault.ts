/** Finds the first line of a file that can't be read, for an error with line, field and value. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { asWritten } from '../../core/as-written';
import { DataError } from '../../core/errors';
import { describeScale, isOnScale, type RatingScale } from '../../core/rating-scale';
import { cut } from '../../data/delimited/delimited-hints';
import { readRatings } from '../../data/delimited/read-ratings';
import {
  expectedTime,
  isMilliseconds,
  isSeconds,
  secondsOfDate,
  type TimeFormat,
} from '../../data/delimited/time-column';
import { unpacked } from './gzip';
import type { RatingsFile } from './layout';

/**
 * Reads the file again, with our own reader, up to the first fault. Slower than DuckDB, which doesn't say as much; it
 * is only called for a file with a fault.
 * @throws DataError with file, line, field, value, and what was expected
 */
export async function throwFirstFault(file: RatingsFile, signal?: AbortSignal): Promise<void> {
  const bytes = file.isGzip ? Readable.from(unpacked(file.path, signal)) : createReadStream(file.path);
  try {
    if (file.isJson) await throwFirstJsonFault(file, bytes, signal);
    else {
      const scale = file.columns.rating === undefined ? undefined : (file.scale ?? ANY);
      await readRatings(bytes, { ...file.options, scale, duplicates: 'keep', signal });
    }
  } finally {
    bytes.destroy();
  }
}

const ANY: RatingScale = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

async function throwFirstJsonFault(file: RatingsFile, bytes: Readable, signal?: AbortSignal): Promise<void> {
  let line = 0;
  const lines = createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY });
  let failure: Error | undefined;
  bytes.on('error', (error) => {
    failure = error; // readline doesn't pass it on
    lines.close();
  });
  for await (const text of lines) {
    signal?.throwIfAborted();
    line++;
    const what = text.trim() === '' ? 'an empty line' : faultOf(file, text);
    if (what) throw new DataError(`${file.path}:${line}: ${what}`, { file: file.path, line });
  }
  if (failure) throw failure;
}

/** What is wrong with a line, in words. */
function faultOf({ columns, timestamps, scale = ANY }: RatingsFile, text: string): string | undefined {
  let record: Record<string, unknown>;
  try {
    record = Object(JSON.parse(text));
  } catch (cause) {
    return `not a JSON object: ${(cause as Error).message}: ${cut(text)}`;
  }
  const wrong = (field: string, expected: string) =>
    `field "${field}": expected ${expected}, got ${record[field] === undefined ? 'nothing' : cut(JSON.stringify(record[field]))}`;
  for (const field of [columns.user, columns.item]) {
    const id = record[field];
    if (
      (typeof id !== 'string' && typeof id !== 'number') ||
      String(id).trim() === '' ||
      /[\r\n]/.test(String(id))
    )
      return wrong(field, 'an id');
  }
  const { rating, timestamp } = columns;
  if (rating !== undefined && !isNumber(record[rating])) return wrong(rating, 'a number');
  if (rating !== undefined && !Number.isFinite(Math.fround(Number(record[rating]))))
    return wrong(rating, 'a number below 3.4e38');
  if (rating !== undefined && !isOnScale(scale, Number(record[rating]))) {
    return `field "${rating}": expected a rating from ${describeScale(scale)}, got ${asWritten(Number(record[rating]))}`;
  }
  if (timestamp !== undefined && !isTime(record[timestamp], timestamps))
    return wrong(timestamp, expectedTime(timestamps, String(record[timestamp] ?? '')));
  return undefined;
}

function isNumber(value: unknown): boolean {
  return value !== null && value !== '' && typeof value !== 'boolean' && Number.isFinite(Number(value));
}

function isTime(value: unknown, format: TimeFormat): boolean {
  if (format === 'date') return typeof value === 'string' && Number.isFinite(secondsOfDate(value));
  if (!isNumber(value)) return false;
  return format === 'seconds' ? isSeconds(Number(value)) : isMilliseconds(Number(value));
}
