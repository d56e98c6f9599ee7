/** Names of answers, which only this service can make, and only for the user of the answer. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { writeDurably } from '../../core/write-durably';

/** Time, what makes it unique, and a signature. */
const FORM = /^([0-9a-z]{1,11})\.([\w-]{9,24})\.([\w-]{22})$/;
const SECRET = 'secret';

/**
 * A request id is `time.number.signature`, with the time in milliseconds (base 36), a number of this process, and a
 * signature (HMAC-SHA-256) of both and the user. So it can be told without storage when a genuine id was made, that a user has not made it up, and
 * that it isn't another user's. Cost: some microseconds.
 */
export class RequestIds {
  /** Of this process, so that numbers are unique over restarts. */
  readonly #prefix = randomBytes(6).toString('base64url');
  #made = 0;

  constructor(private readonly secret: Uint8Array) {}

  /** Those of a folder, with its secret, which is made if there is none. */
  static async of(dir: string): Promise<RequestIds> {
    const kept = await readFile(path.join(dir, SECRET)).catch(() => undefined);
    if (kept && kept.length >= 32) return new RequestIds(kept);
    const made = randomBytes(32);
    await writeDurably(dir, SECRET, made);
    return new RequestIds(made);
  }

  /** @param time milliseconds since 1970 */
  make(user: string, time: number): string {
    const head = `${time.toString(36)}.${this.#prefix}${(this.#made++).toString(36)}`;
    return `${head}.${this.#sign(head, user).toString('base64url')}`;
  }

  /** When it was made; undefined if it wasn't made here for this user. */
  timeOf(requestId: string, user: string): number | undefined {
    const [, time, number, signature] = FORM.exec(requestId) ?? [];
    if (signature === undefined) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const right = this.#sign(`${time}.${number}`, user);
    return given.length === right.length && timingSafeEqual(given, right) ? parseInt(time, 36) : undefined;
  }

  #sign(head: string, user: string): Buffer {
    return createHmac('sha256', this.secret).update(`${head}:${user}`).digest().subarray(0, 16);
  }
}
