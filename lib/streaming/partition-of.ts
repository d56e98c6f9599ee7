/** Which partition of a log an event goes to. */
import { checkArgument, type Kind, POSITIVE_WHOLE } from '../core/arguments';

const KEY: Kind = { allowed: 'a string', allows: (given) => typeof given === 'string' };

/**
 * The partition of a key, the same that Kafka's own producers choose: MurmurHash2 of its UTF-8 bytes, modulo the number
 * of partitions. All events of a user are in one partition, so they stay in order.
 *
 * @throws OptionError unless the key is a string and the number of partitions whole and positive
 * @example
 * partitionOf('196', 4); // 0 to 3, always the same
 */
export function partitionOf(key: string, partitions: number): number {
  checkArgument('partitionOf', 'key', key, KEY);
  checkArgument('partitionOf', 'partitions', partitions, POSITIVE_WHOLE);
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/** MurmurHash2, 32 bits, signed (Austin Appleby, 2008), with the seed that Kafka uses. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  let hash = SEED ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    let k = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    k = Math.imul(k, M);
    hash = Math.imul(hash, M) ^ k;
  }
  const rest = length - at;
  if (rest === 3) hash ^= bytes[at + 2] << 16;
  if (rest >= 2) hash ^= bytes[at + 1] << 8;
  if (rest >= 1) hash = Math.imul(hash ^ bytes[at], M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}
