/** Fastify with limits, and errors that say nothing of the inside. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AjvCompiler } from '@fastify/ajv-compiler';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { isWellFormed } from '../../core/well-formed';
import { answerTo, type ErrorBody } from './service-error';
import { WELL_FORMED } from './well-formed';

/** Bytes of a body at most: 500 ratings take about 20,000. */
const BODY_LIMIT = 64 << 10;

/** Takes a line of JSON for each request and event. */
export interface LogStream {
  readonly write: (line: string) => void;
}

/** Fastify with limits for those who send too much, too slowly, or nonsense. */
export function limitedApp(log: LogStream | undefined): FastifyInstance {
  const buildValidator = AjvCompiler();
  const formats = { [WELL_FORMED]: isWellFormed };
  const common = { removeAdditional: false, useDefaults: true, allErrors: false, formats };
  // Queries and paths are text, so `n=5` must become a number. In a body `true` for a rating is a mistake.
  // Not strict: a strict one takes `Infinity` for a number and then doesn't ask whether it is too large.
  const text = { ...common, coerceTypes: true, strictNumbers: false } as const;
  const ofText = buildValidator({}, { customOptions: text });
  const ofBody = buildValidator({}, { customOptions: { ...common, coerceTypes: false } });
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: 10_000,
    connectionTimeout: 20_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: 8 << 10,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      requireHostHeader: false, // Node's own refusal has no body
    },
    routerOptions: { maxParamLength: 500 },
    exposeHeadRoutes: true,
    return503OnClosing: false,
    logger: log
      ? {
          stream: { write: (line: string) => log.write(line) },
          // No address, no browser, no query, no body: only who asked for what, and how it went.
          serializers: {
            req: ({ method, url }: { method: string; url: string }) => ({ method, path: url.split('?')[0] }),
            res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
          },
        }
      : false,
    frameworkErrors: (error, request, reply) => {
      const { status, code, message } = answerTo(error);
      const body: ErrorBody = { error: { code, message, requestId: request.id } };
      (reply as FastifyReply).code(status).type('application/json').send(JSON.stringify(body));
    },
    clientErrorHandler: answerOnSocket,
  });
  // JSON only: a page of another site may post plain text without asking first.
  app.removeContentTypeParser('text/plain');
  app.server.maxConnections = 1000;
  app.server.on('checkExpectation', (_request, response: ServerResponse) => {
    response.writeHead(417, { 'content-type': 'application/json', connection: 'close' });
    response.end(bodyOf('the expectation is not understood'));
  });
  app.setValidatorCompiler((route) => {
    const build = route.httpPart === 'body' ? ofBody : ofText;
    return build(route as unknown as Parameters<typeof build>[0]) as never;
  });
  return app;
}

/** What HTTP itself refuses, before fastify sees a request. */
function answerOnSocket(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, words] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'the headers are too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'the request came too slowly']
        : ['400 Bad Request', 'this is no HTTP request'];
  const body = bodyOf(words);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(head + body);
}

/** Of what is refused before it is a request, so that it has no number. */
function bodyOf(message: string): string {
  const body: ErrorBody = { error: { code: 'BAD_REQUEST', message, requestId: '' } };
  return JSON.stringify(body);
}
