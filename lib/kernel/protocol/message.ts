/**
 * Jupyter's messages on the wire: `[identity…, <IDS|MSG>, signature, header, parent header, metadata, content,
 * buffer…]`, the four in the middle as JSON, signed by HMAC-SHA256 with the key of the connection file. Buffers aren't
 * signed.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { wellFormedJson } from '../../core/well-formed';
import type { CommAttached } from '../comm';

/** The version of the protocol that the kernel speaks. */
export const PROTOCOL = '5.3';
const DELIMITER = '<IDS|MSG>';

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** What is needed to answer a message: the sender's identities, and the message's header. */
export interface Request {
  readonly identity: readonly Buffer[];
  readonly header: Header;
}

/** A received message. */
export interface Received<Content = Record<string, unknown>> extends Request {
  /** When it arrived, by `performance.now()`. */
  readonly at: number;
  /** The header of the message that this one answers; may be empty. */
  readonly parent: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Content;
  /** Each has its memory to itself. */
  readonly buffers: readonly Uint8Array[];
}

/** A message is dropped because it is malformed or not signed with the key. */
export class MessageError extends Error {}

/** Checks the signature and the outer structure, not the content. @throws MessageError */
export function decodeMessage<Content = Record<string, unknown>>(
  frames: readonly Buffer[],
  key: string,
): Received<Content> {
  const at = frames.findIndex((frame) => frame.toString('latin1') === DELIMITER);
  const parts = frames.slice(at + 2);
  if (at < 0 || parts.length < 4) throw new MessageError(`a message with only ${frames.length} frames`);
  if (!isSigned(key, frames[at + 1]!, parts.slice(0, 4)))
    throw new MessageError('a message with a wrong signature');
  const [header, parent, metadata, content] = parts.slice(0, 4).map(readObject);
  for (const field of ['msg_id', 'msg_type', 'session']) {
    if (typeof header![field] !== 'string') throw new MessageError(`a message whose header has no ${field}`);
  }
  return {
    at: performance.now(),
    identity: frames.slice(0, at),
    header: header as unknown as Header,
    parent: parent!,
    metadata: metadata!,
    content: content as Content,
    buffers: parts.slice(4).map((part) => new Uint8Array(part)),
  };
}

function readObject(frame: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(frame.toString('utf8'));
  } catch (error) {
    throw new MessageError(`a message that is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as never;
  throw new MessageError('a message with a part that is not a JSON object');
}

/** An empty key means that messages are not signed. */
function isSigned(key: string, signature: Buffer, parts: readonly Uint8Array[]): boolean {
  const expected = Buffer.from(signatureOf(key, parts));
  return key === '' || (expected.length === signature.length && timingSafeEqual(expected, signature));
}

function signatureOf(key: string, parts: readonly (Uint8Array | string)[]): string {
  if (key === '') return '';
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

/** The frames of a message that answers a request; its text is always well-formed Unicode. */
export function encodeMessage(
  request: Request,
  type: string,
  content: object,
  key: string,
  { metadata = {}, buffers = [], id = randomUUID() }: CommAttached & { id?: string } = {},
): (Buffer | string)[] {
  const header: Header = {
    msg_id: id,
    msg_type: type,
    session: request.header.session,
    username: request.header.username,
    date: new Date().toISOString(),
    version: PROTOCOL,
  };
  const parts = [header, request.header, metadata, content].map((part) =>
    wellFormedJson(JSON.stringify(part)),
  );
  return [...request.identity, DELIMITER, signatureOf(key, parts), ...parts, ...buffers.map(copyOf)];
}

/** The sender may change the original before it has gone out. */
function copyOf(buffer: ArrayBuffer | ArrayBufferView): Buffer {
  const bytes = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
  return Buffer.from(bytes);
}
