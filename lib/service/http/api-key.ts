/** A key that a caller must show in the header `x-api-key`. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { ServiceError } from './service-error';

/**
 * A hook that refuses who doesn't show the key.
 * @param key undefined: none is set
 * @param withoutKey what is done where none is set: let everybody pass, or nobody
 */
export function apiKeyHook(
  key: string | undefined,
  withoutKey: 'allow' | 'refuse',
): preHandlerAsyncHookHandler {
  return async ({ headers }) => {
    if (key === undefined) {
      if (withoutKey === 'allow') return;
      throw new ServiceError(
        401,
        'NO_KEY',
        'this service was started without an API key, so nobody may do this',
      );
    }
    const shown = headers['x-api-key'];
    if (typeof shown === 'string' && timingSafeEqual(digest(shown), digest(key))) return;
    throw new ServiceError(401, 'WRONG_KEY', 'the header x-api-key must hold the API key');
  };
}

/** Of one length, so that the comparison takes the same time whatever is shown. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
