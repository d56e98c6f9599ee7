/** How a Kafka log proves who it is, and whom it trusts. Nothing here puts a secret into a message. */
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { OptionError } from '../../core/errors';

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const;

/** For brokers that ask who is there, or encrypt. Passed on to the client. */
export interface KafkaSecurity {
  /** Options of Node's `tls.connect`: `ca`, `cert`, `key`, … In PEM. Default: no encryption. */
  readonly tls?: import('node:tls').ConnectionOptions;
  /** Default: nobody in particular. */
  readonly sasl?: {
    /** `PLAIN` and `OAUTHBEARER` show the broker the secret itself, so they need `tls`. */
    readonly mechanism: (typeof MECHANISMS)[number];
    readonly username?: string;
    readonly password?: string;
    /** Of `OAUTHBEARER`, instead of a name and a password. */
    readonly token?: string;
  };
}

/**
 * Reads it from a file, so that no password is on a command line or in a notebook:
 * `{ "sasl": { "mechanism": "SCRAM-SHA-512", "username": "lab", "password": "…" }, "tls": { "ca": "ca.pem" } }`.
 * `ca`, `cert` and `key` name files in PEM, relative to this one. `"tls": {}` trusts the authorities that Node knows.
 * @throws OptionError that names the file and the field
 */
export async function readKafkaSecurity(file: string): Promise<KafkaSecurity> {
  const fail = (why: string): never => {
    throw new OptionError(`${file}: ${why}`);
  };
  const read = (name: string) =>
    readFile(name, 'utf8').catch((error: NodeJS.ErrnoException) =>
      fail(`${name === file ? 'it' : name} can't be read (${error.code})`),
    );
  const given = fieldsOf(parsed(await read(file)), ['sasl', 'tls'], 'it', fail);
  const { sasl, tls } = given;
  const files = tls === undefined ? {} : fieldsOf(tls, ['ca', 'cert', 'key'], 'tls', fail);
  const pems: Record<string, string> = {};
  for (const [name, value] of Object.entries(files)) {
    if (typeof value !== 'string') return fail(`tls.${name} must be the name of a file`);
    pems[name] = await read(path.resolve(path.dirname(file), value));
  }
  const fields = ['mechanism', 'username', 'password', 'token'];
  const security = {
    ...(tls !== undefined && { tls: pems }),
    ...(sasl !== undefined && { sasl: fieldsOf(sasl, fields, 'sasl', fail) }),
  } as KafkaSecurity;
  checkSecurity(security, fail);
  return security;
}

/** @param fail called with what is wrong */
export function checkSecurity({ sasl }: KafkaSecurity, fail: (why: string) => never): void {
  if (!sasl) return;
  if (!MECHANISMS.includes(sasl.mechanism)) {
    fail(`sasl.mechanism must be one of ${MECHANISMS.join(', ')}, got ${JSON.stringify(sasl.mechanism)}`);
  }
  const needed =
    sasl.mechanism === 'OAUTHBEARER' ? (['token'] as const) : (['username', 'password'] as const);
  for (const name of needed) {
    const value: unknown = sasl[name];
    if (typeof value !== 'string' || value === '')
      fail(`sasl.${name} must be a string, which ${sasl.mechanism} needs`);
  }
}

/** Undefined if it isn't JSON. The error of `JSON.parse` quotes the text, so it isn't passed on. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(
  value: unknown,
  allowed: readonly string[],
  what: string,
  fail: (why: string) => never,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(`${what} must be a JSON object with ${allowed.join(', ')}`);
  for (const name of Object.keys(value)) {
    if (!allowed.includes(name)) fail(`${what} has no field ${name}; the fields are ${allowed.join(', ')}`);
  }
  return value as Record<string, unknown>;
}
