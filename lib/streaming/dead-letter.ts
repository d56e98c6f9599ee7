/** Making dead letters of what can't be used. */
import type { DeadLetter, LoggedEvent, Rejected } from './event-log';
import { encodeEvent } from './stream-event';

const MOST_BYTES = 1 << 16;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Of bytes that aren't an event. @param now milliseconds since 1970 */
export function rejectedLetter({ place, reason, bytes }: Rejected, now: number): DeadLetter {
  const part = bytes.subarray(0, MOST_BYTES);
  return { place, reason, time: new Date(now).toISOString(), ...inText(part) };
}

/** Of a poison event: one on which a consumer failed. */
export function poisonLetter(
  { partition, offset, event }: LoggedEvent,
  consumer: string,
  reason: string,
  now: number,
): DeadLetter {
  const time = new Date(now).toISOString();
  return { place: `${partition}/${offset} ${consumer}`, reason, time, text: encodeEvent(event).toString() };
}

function inText(bytes: Uint8Array): Pick<DeadLetter, 'text' | 'base64'> {
  try {
    return { text: UTF8.decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
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
