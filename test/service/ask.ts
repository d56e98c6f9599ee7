/** Asks a service without a network, for the tests. */
import assert from 'node:assert/strict';
import type { InjectOptions } from 'fastify';
import type { Service } from '../../lib/service/service';

/** A body, to be posted as JSON. */
export const json = (payload: unknown, headers: Record<string, string> = {}) =>
  ({
    method: 'POST',
    payload: JSON.stringify(payload),
    headers: { 'content-type': 'application/json', ...headers },
  }) as const;

export async function ask(service: Service, url: string, more: InjectOptions = {}) {
  const reply = await service.app.inject({ method: 'GET', url, ...more });
  const type = String(reply.headers['content-type']);
  return {
    status: reply.statusCode,
    headers: reply.headers,
    body: type.includes('json') && reply.body !== '' ? reply.json() : reply.body,
  };
}

/** The error's code; the body must be the one of all errors. */
export function codeOf({ body }: { body: { error: Record<string, string> } }): string {
  assert.deepEqual(Object.keys(body), ['error']);
  assert.deepEqual(Object.keys(body.error), ['code', 'message', 'requestId']);
  assert.doesNotMatch(JSON.stringify(body), /node_modules|\.ts:|at async/, 'no stack trace');
  return body.error.code;
}
