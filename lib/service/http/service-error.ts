/** Error responses of the service: the body always has the same shape. */
import type { FastifyError } from 'fastify';
import { LabError } from '../../core/errors';
import { MOST_ID_LENGTH } from './schemas';
import { WELL_FORMED } from './well-formed';

/** An answer other than 200. */
export class ServiceError extends LabError {
  constructor(
    readonly status: number,
    code: string,
    message: string,
  ) {
    super(code, message);
  }
}

/** The body of every error. */
export interface ErrorBody {
  readonly error: {
    /** Stable: `UNKNOWN_USER`. */
    readonly code: string;
    /** For display; may change. */
    readonly message: string;
    /** Finds the request in the log. */
    readonly requestId: string;
  };
}

/** Fastify's own errors: status, code, and message. */
const FASTIFY: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'TOO_LARGE', 'the request body is too large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'MEDIA_TYPE', 'the request body must be application/json'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'NOT_JSON', 'the request body is empty; it must be JSON'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'NOT_JSON', 'the request body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'BAD_REQUEST',
    'the length of the request body differs from Content-Length',
  ],
  FST_ERR_MAX_PARAM_LENGTH: [
    414,
    'TOO_LONG',
    `an id in the URL is too long; the maximum is ${MOST_ID_LENGTH} characters`,
  ],
  FST_ERR_BAD_URL: [400, 'BAD_URL', 'the URL is not well-formed'],
};

/** Status, code and message of anything that was thrown. Server errors reveal nothing internal. */
export function answerTo(error: unknown): { status: number; code: string; message: string } {
  const { code = '', statusCode, validation, validationContext, message } = error as Partial<FastifyError>;
  if (error instanceof ServiceError) return { status: error.status, code, message: error.message };
  if (error instanceof LabError && error.code === 'STORAGE') {
    return { status: 503, code, message: error.message };
  }
  if (validation)
    return { status: 400, code: 'INVALID', message: whatIsInvalid(validation, validationContext) };
  if (Object.hasOwn(FASTIFY, code)) {
    const [status, known, words] = FASTIFY[code];
    return { status, code: known, message: words };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'BAD_REQUEST', message: message ?? 'the request is not valid' };
  }
  return {
    status: 500,
    code: 'INTERNAL',
    message: 'something went wrong; find the requestId in the log for details',
  };
}

/** The first validation error in words: `querystring n must be <= 100`. */
function whatIsInvalid(validation: NonNullable<FastifyError['validation']>, where = 'request'): string {
  const [{ instancePath, message: told = 'is invalid', params }] = validation;
  const message = params.format === WELL_FORMED ? 'must be well-formed Unicode' : told;
  const field = instancePath.slice(1).replaceAll('/', '.');
  const stray = (params as { additionalProperty?: unknown }).additionalProperty;
  const allowed = (params as { allowedValues?: readonly unknown[] }).allowedValues;
  const more = stray !== undefined ? `: ${JSON.stringify(stray)}` : allowed ? `: ${allowed.join(', ')}` : '';
  return `${where}${field && ` ${field}`} ${message}${more}`;
}
