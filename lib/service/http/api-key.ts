/** The key that a caller must send in the header `x-api-key`. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { ServiceError } from './service-error';

/**
 * A hook that rejects requests without the key.
 * @param key undefined: none is set
 * @param withoutKey what to do if no key is set: let everyone pass, or no one
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
        'this needs an API key, and the service was started without one; set RECOMMENDER_LAB_KEY or --key-file',
      );
    }
    const shown = headers['x-api-key'];
    if (typeof shown === 'string' && timingSafeEqual(digest(shown), digest(key))) return;
    throw new ServiceError(401, 'WRONG_KEY', 'the header x-api-key must contain the API key');
  };
}

/** Of a fixed length, so that the comparison always takes the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
