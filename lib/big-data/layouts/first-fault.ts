/** Finds the first line of a file that can't be read, for an error with line, field and value. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
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
import type { RatingsFile } from './layout';

/**
 * Reads the file again, with our own reader, up to the first fault. Slower than DuckDB, which doesn't say as much; it
 * is only called for a file with a fault.
 * @throws DataError with file, line, field, value, and what was expected
 */
export async function throwFirstFault(file: RatingsFile, signal?: AbortSignal): Promise<void> {
  const packed = createReadStream(file.path, { signal });
  const bytes = file.isGzip ? packed.pipe(createGunzip()) : packed;
  packed.on('error', (error) => bytes.destroy(error));
  try {
    if (file.isJson) await throwFirstJsonFault(file, bytes);
    else {
      const scale = file.columns.rating === undefined ? undefined : (file.scale ?? ANY);
      await readRatings(bytes, { ...file.options, scale, duplicates: 'keep', signal });
    }
  } finally {
    packed.destroy();
    bytes.destroy();
  }
}

const ANY: RatingScale = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

async function throwFirstJsonFault(file: RatingsFile, bytes: Readable): Promise<void> {
  let line = 0;
  for await (const text of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    const what = text.trim() === '' ? 'an empty line' : faultOf(file, text);
    if (what) throw new DataError(`${file.path}:${line}: ${what}`, { file: file.path, line });
  }
}

/** What is wrong with a line, in words. */
function faultOf({ columns, timestamps, scale = ANY }: RatingsFile, text: string): string | undefined {
  let record: Record<string, unknown>;
  try {
    record = Object(JSON.parse(text.replace(/^\ufeff/, '')));
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
