/** HMAC-SHA-256 of many short texts with one key. */
import { hash } from 'node:crypto';

/** Bytes that SHA-256 takes at a time. */
const BLOCK = 64;
/** Bytes of UTF-8 that a unit of UTF-16 becomes at most. */
const WIDEST = 3;
const DIGEST = 32;

/**
 * HMAC by two one-shot hashes, H((key ⊕ opad) ‖ H((key ⊕ ipad) ‖ text)): the same value as `createHmac`, without an object
 * for each text, which takes more than twice as long and leaves garbage behind. Cost: O(length), about 1 µs.
 *
 * Source: RFC 2104.
 */
export class Hmac {
  #inner = Buffer.alloc(BLOCK, 0x36);
  readonly #outer = Buffer.alloc(BLOCK + DIGEST, 0x5c);

  /** @param key of at most 64 bytes */
  constructor(key: Uint8Array) {
    for (const [n, byte] of key.entries()) {
      this.#inner[n] ^= byte;
      this.#outer[n] ^= byte;
    }
  }

  /** Of the text in UTF-8, in base64url. */
  of(text: string): string {
    this.#makeRoom(BLOCK + WIDEST * text.length);
    const end = BLOCK + this.#inner.write(text, BLOCK);
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'hex'), BLOCK, 'hex');
    return hash('sha256', this.#outer, 'base64url');
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#inner.length) return;
    const wider = Buffer.alloc(2 * bytes);
    this.#inner.copy(wider);
    this.#inner = wider;
  }
}
