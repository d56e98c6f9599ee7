/**
 * Records of the embedded log. Little-endian:
 *
 * | bytes | what |
 * |---|---|
 * | 0–3 | `RLe1` |
 * | 4–7 | CRC-32 of everything below |
 * | 8–11 | length of the payload |
 * | 12–15 | partition |
 * | 16–23 | offset (float64) |
 * | 24–31 | when it was appended, in milliseconds since 1970 (float64) |
 * | 32– | payload |
 */
import { crc32 } from 'node:zlib';

export interface LogRecord {
  readonly partition: number;
  readonly offset: number;
  readonly appended: number;
  readonly payload: Uint8Array;
}

const MAGIC = Buffer.from('RLe1');
const HEAD = 32;
/** The largest payload: 1 MiB. A length beyond that is damage. */
export const MOST_PAYLOAD = 1 << 20;
/** The fewest bytes of a record, its payload included. */
export const SMALLEST_RECORD = HEAD + 2;

/** The records one after another. */
export function encodeRecords(records: readonly LogRecord[]): Buffer {
  const size = records.reduce((sum, { payload }) => sum + HEAD + payload.length, 0);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { partition, offset, appended, payload } of records) {
    const end = at + HEAD + payload.length;
    MAGIC.copy(bytes, at);
    bytes.writeUInt32LE(payload.length, at + 8);
    bytes.writeUInt32LE(partition, at + 12);
    bytes.writeDoubleLE(offset, at + 16);
    bytes.writeDoubleLE(appended, at + 24);
    bytes.set(payload, at + HEAD);
    bytes.writeUInt32LE(crc32(bytes.subarray(at + 8, end)), at + 4);
    at = end;
  }
  return bytes;
}

/** What is at a place: a record, damaged bytes up to the next record, or less than a record. */
export type Found =
  | { readonly record: LogRecord; readonly end: number }
  | { readonly damagedTo: number }
  | 'incomplete';

/**
 * Finds what is at `at`.
 * @param isAll whether no more bytes follow; then an incomplete record is a damaged one
 */
export function findRecord(bytes: Buffer, at: number, isAll: boolean): Found {
  const here = recordAt(bytes, at);
  if (here !== 'damaged' && (here !== 'incomplete' || !isAll)) return here;
  for (let next = at + 1; ; next++) {
    next = bytes.indexOf(MAGIC, next);
    if (next === -1) break;
    const there = recordAt(bytes, next);
    if (there === 'incomplete' && !isAll) return 'incomplete'; // the damaged bytes may end here
    if (typeof there === 'object') return { damagedTo: next };
  }
  return isAll ? { damagedTo: bytes.length } : 'incomplete';
}

function recordAt(bytes: Buffer, at: number): { record: LogRecord; end: number } | 'damaged' | 'incomplete' {
  const rest = bytes.length - at;
  const magic = Math.min(rest, MAGIC.length);
  if (bytes.compare(MAGIC, 0, magic, at, at + magic) !== 0) return 'damaged';
  if (rest < HEAD) return 'incomplete';
  const length = bytes.readUInt32LE(at + 8);
  if (length > MOST_PAYLOAD) return 'damaged';
  const end = at + HEAD + length;
  if (end > bytes.length) return 'incomplete';
  if (crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) return 'damaged';
  const record = {
    partition: bytes.readUInt32LE(at + 12),
    offset: bytes.readDoubleLE(at + 16),
    appended: bytes.readDoubleLE(at + 24),
    payload: bytes.subarray(at + HEAD, end),
  };
  return { record, end };
}
