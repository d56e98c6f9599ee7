/** Making dead letters of what can't be used. */
import type { DeadLetter, LoggedEvent, Rejected } from './event-log';
import { encodeEvent } from './stream-event';

/** Bytes of what is set aside that are kept. */
const MOST_BYTES = 1 << 16;

/** Of bytes that aren't an event. @param now milliseconds since 1970 */
export function rejectedLetter({ place, reason, bytes }: Rejected, now: number): DeadLetter {
  return { place, reason, time: new Date(now).toISOString(), ...inText(bytes) };
}

/** Of a poison event: one on which a consumer failed. */
export function poisonLetter(
  { partition, offset, event }: LoggedEvent,
  consumer: string,
  reason: string,
  now: number,
): DeadLetter {
  const time = new Date(now).toISOString();
  return { place: `${partition}/${offset} ${consumer}`, reason, time, ...inText(encodeEvent(event)) };
}

function inText(bytes: Uint8Array): Pick<DeadLetter, 'text' | 'base64'> {
  const part = bytes.subarray(0, MOST_BYTES);
  try {
    // As of a stream, so that half a character at the cut is left out.
    const stream = part.length < bytes.length;
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(part, { stream }) };
  } catch {
    return { base64: Buffer.from(part).toString('base64') };
  }
}

/** Each letter once: a reader that starts again sets aside the same ones. Lines that aren't letters are left out. */
export function distinctLetters(lines: Iterable<string>): DeadLetter[] {
  const byPlace = new Map<string, DeadLetter>();
  for (const line of lines) {
    try {
      const letter = JSON.parse(line) as DeadLetter;
      if (typeof letter?.place === 'string' && !byPlace.has(letter.place)) byPlace.set(letter.place, letter);
    } catch {
      // Cut off when a process was killed; the reader sets it aside again.
    }
  }
  return [...byPlace.values()];
}
