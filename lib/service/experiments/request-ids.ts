/** Names of answers, which only this service can make, and only for the user of the answer. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { writeDurably } from '../../core/write-durably';
import { Hmac } from './hmac';

/** Time, what makes it unique, and a signature. */
const FORM = /^([0-9a-z]{1,11})\.([\w-]{9,24})\.([\w-]{22})$/;
const SECRET = 'secret';
const SECRET_BYTES = 32;
/** Of 132 bits in base64url. */
const SIGNATURE_LENGTH = 22;
/** Of a signature, as many as a number holds: 48 bits. */
const KEY_LENGTH = 8;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** By character code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, BASE64URL.indexOf(String.fromCharCode(code))),
);

/**
 * A request id is `time.number.signature`, with the time in milliseconds (base 36), a number of this process, and a
 * signature of both and the user, the first 132 bits of HMAC-SHA-256. So nothing need be stored to know when a genuine id
 * was made, that a user has not made it up, and that it isn't another user's. Cost: about 1 µs.
 */
export class RequestIds {
  /** Of this process, so that numbers are unique over restarts. */
  readonly #prefix = randomBytes(6).toString('base64url');
  #made = 0;

  readonly #hmac: Hmac;

  constructor(secret: Uint8Array) {
    this.#hmac = new Hmac(secret);
  }

  /** Those of a folder, with its secret, which is made if there is none. */
  static async of(dir: string): Promise<RequestIds> {
    const kept = await readFile(path.join(dir, SECRET)).catch(() => undefined);
    if (kept?.length === SECRET_BYTES) return new RequestIds(kept);
    const made = randomBytes(SECRET_BYTES);
    await writeDurably(dir, SECRET, made);
    return new RequestIds(made);
  }

  /** @param time milliseconds since 1970 */
  make(user: string, time: number): string {
    const head = `${time.toString(36)}.${this.#prefix}${(this.#made++).toString(36)}`;
    return `${head}.${this.#sign(head, user)}`;
  }

  /** When it was made; undefined if it wasn't made here for this user. */
  timeOf(requestId: string, user: string): number | undefined {
    const [, time, number, signature] = FORM.exec(requestId) ?? [];
    if (signature === undefined) return undefined;
    const right = this.#sign(`${time}.${number}`, user);
    return timingSafeEqual(Buffer.from(signature), Buffer.from(right)) ? parseInt(time, 36) : undefined;
  }

  /**
   * A number to find what belongs to an id by, without keeping the text: the first 48 bits of its signature. Two ids made in
   * the same millisecond have the same one once in 2^48 pairs.
   */
  keyOf(requestId: string): number {
    let key = 0;
    const from = requestId.length - SIGNATURE_LENGTH;
    for (let n = from; n < from + KEY_LENGTH; n++) key = 64 * key + (DIGITS[requestId.charCodeAt(n)] ?? 0);
    return key;
  }

  #sign(head: string, user: string): string {
    return this.#hmac.of(`${head}:${user}`).slice(0, SIGNATURE_LENGTH);
  }
}
