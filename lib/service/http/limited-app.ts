/** Fastify with limits, and errors that reveal nothing internal. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AjvCompiler } from '@fastify/ajv-compiler';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { isWellFormed } from '../../core/well-formed';
import { MOST_HEADER_BYTES, MOST_ID_LENGTH } from './schemas';
import { answerTo, type ErrorBody, ServiceError } from './service-error';
import { WELL_FORMED } from './well-formed';

/** Maximum size of a body in bytes: 500 ratings take about 20,000. */
const BODY_LIMIT = 64 << 10;

/** Receives a line of JSON for each request and event. */
export interface LogStream {
  readonly write: (line: string) => void;
}

/**
 * Fastify with limits against clients that send too much, too slowly, or nonsense.
 * @param worker its number, if it is one of several whose logs are one
 */
export function limitedApp(log: LogStream | undefined, worker?: number): FastifyInstance {
  let requests = 0;
  const buildValidator = AjvCompiler();
  const formats = { [WELL_FORMED]: isWellFormed };
  const common = { removeAdditional: false, useDefaults: true, allErrors: false, formats };
  // Queries and paths are text, so `n=5` must become a number. In a body, `true` for a rating is a mistake. Not strict:
  // strict mode accepts `Infinity` as a number and then skips the check for the maximum.
  const text = { ...common, coerceTypes: true, strictNumbers: false } as const;
  const ofText = buildValidator({}, { customOptions: text });
  const ofBody = buildValidator({}, { customOptions: { ...common, coerceTypes: false } });
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    ...(worker !== undefined && { genReqId: () => `req-${worker}-${(++requests).toString(36)}` }),
    requestTimeout: 10_000,
    connectionTimeout: 20_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: MOST_HEADER_BYTES,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      requireHostHeader: false, // Node's own error response has no body
    },
    routerOptions: { maxParamLength: MOST_ID_LENGTH },
    exposeHeadRoutes: true,
    return503OnClosing: false,
    logger: log
      ? {
          stream: { write: (line: string) => log.write(line) },
          // No IP address, browser, query, or body: only which request was made, and how it ended.
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
  // JSON only: pages of other sites may post plain text without a preflight request.
  app.removeContentTypeParser(['text/plain', 'application/json']);
  const parsed = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = textIn(body);
    if (text !== undefined) parsed(request, text, done);
    else done(new ServiceError(400, 'NOT_JSON', 'the request body must be JSON in UTF-8'));
  });
  app.server.maxConnections = 1000;
  app.server.on('checkExpectation', (_request, response: ServerResponse) => {
    response.writeHead(417, { 'content-type': 'application/json', connection: 'close' });
    response.end(bodyOf('the header Expect is not supported'));
  });
  // By itself, Node closes the connection without a response. Its handlers, also of errors, no longer listen to the socket.
  app.server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(answerOf('501 Not Implemented', 'CONNECT is not supported: this service is not a proxy'));
    socket.destroySoon();
  });
  app.setValidatorCompiler((route) => {
    const build = route.httpPart === 'body' ? ofBody : ofText;
    return build(route as unknown as Parameters<typeof build>[0]) as never;
  });
  return app;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for bytes that aren't UTF-8, such as an `é` in Latin-1: different ids would become the same. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Errors of HTTP itself, before fastify sees a request. */
function answerOnSocket(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, words] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'the request headers are too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'the request took too long to arrive']
        : ['400 Bad Request', 'this is not a valid HTTP request'];
  socket.end(answerOf(status, words));
}

/** A response as bytes on a connection, which ends with it. */
function answerOf(status: string, message: string): string {
  const body = bodyOf(message);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  return head + body;
}

/** For what is rejected before it becomes a request, and so has no id. */
function bodyOf(message: string): string {
  const body: ErrorBody = { error: { code: 'BAD_REQUEST', message, requestId: '' } };
  return JSON.stringify(body);
}
