/** What the errors of the Kafka client say. They are nested: tries, brokers, causes. */

interface ClientError extends Error {
  readonly errors?: readonly unknown[];
  readonly code?: unknown;
  /** The protocol's name of the error, in which a broker answers. */
  readonly apiId?: string;
  /** False if it is of no use to ask again. */
  readonly canRetry?: boolean;
  readonly serverErrorMessage?: string | null;
}

/** The error, and all that are in it. */
function* allIn(error: unknown): Generator<ClientError> {
  if (!(error instanceof Error)) return;
  const { errors = [], cause } = error as ClientError;
  yield error;
  for (const inner of errors) yield* allIn(inner);
  yield* allIn(cause);
}

/** Whether a broker has said so: `UNKNOWN_TOPIC_OR_PARTITION`. */
export function isKafkaError(error: unknown, apiId: string): boolean {
  return [...allIn(error)].some((one) => one.apiId === apiId);
}

/** Whether there is no such topic; for some requests, the client says so in its own words. */
export function isUnknownTopic(error: unknown): boolean {
  const codes = ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID', 'INCONSISTENT_TOPIC_ID'];
  return codes.some((code) => isKafkaError(error, code)) || /^Unknown topic /.test((error as Error).message);
}

/** The messages of all errors in it, each once. */
export function kafkaReason(error: unknown): string {
  return [...new Set([...allIn(error)].flatMap(messagesOf))].join('; ');
}

function messagesOf({ message, serverErrorMessage }: ClientError): string[] {
  return serverErrorMessage ? [message, serverErrorMessage] : [message];
}

/**
 * Whether events that a broker refused may be taken a moment later: the client says so of each error in it, a topic that a
 * broker doesn't know may be so new that it hasn't heard of it, and while it makes one, a broker may say
 * `OFFSET_OUT_OF_RANGE` of one partition beside `NOT_LEADER_OR_FOLLOWER` of another. Of an event that is sent, the former can
 * mean nothing else.
 */
export function isPassing(error: unknown): boolean {
  return [...allIn(error)].every(
    (one) => one.canRetry !== false || isUnknownTopic(one) || one.apiId === 'OFFSET_OUT_OF_RANGE',
  );
}

/** Whether a broker has answered that this can't be done. */
export function isFinal(error: unknown): boolean {
  return [...allIn(error)].some(({ apiId, canRetry }) => apiId !== undefined && canRetry === false);
}

/** Why trying again is of no use until somebody changes how the broker is reached; undefined if it may be. */
export function refusalIn(error: unknown): string | undefined {
  for (const one of allIn(error)) {
    const said = messagesOf(one).at(-1);
    if (one.apiId === 'SASL_AUTHENTICATION_FAILED') return `it rejects the user or the password (${said})`;
    if (one.apiId === 'UNSUPPORTED_SASL_MECHANISM') return "it doesn't offer this SASL mechanism";
    if (one.apiId === 'ILLEGAL_SASL_STATE') return "it doesn't ask for a user there, so leave out sasl";
    if (one.apiId?.endsWith('_AUTHORIZATION_FAILED')) return `the user isn't allowed to do this (${said})`;
    const code = String(one.code);
    if (CERTIFICATE.test(code))
      return `its certificate isn't trusted (${said}); tls.ca must be of who signed it`;
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `its certificate is for another host (${said})`;
    if (/^ERR_(SSL|TLS)_/.test(code)) return `TLS fails (${said})`;
  }
  return undefined;
}

/** What may be wrong if a broker closes connections without a word, as it also does while it stops; otherwise empty. */
export function hintIn(error: unknown, encrypts: boolean): string {
  const isClosed = [...allIn(error)].some(({ message }) =>
    /^Connection closed|TLS handshake failed/.test(message),
  );
  if (!isClosed) return '';
  return encrypts ? '; it may not expect TLS' : '; it may expect TLS or a user';
}

/** Codes of OpenSSL for a certificate that can't be checked, or has expired. */
const CERTIFICATE = /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|^CERT_/;
