/** Fastify's plugins: what keeps a service safe to leave running, and the description of its routes. */
import { fastifyCors } from '@fastify/cors';
import { fastifyHelmet } from '@fastify/helmet';
import { fastifyRateLimit } from '@fastify/rate-limit';
import { fastifySwagger } from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { versions } from '../../evaluation/receipt';
import { inProcess, limitsOf } from '../workers/rate-counts';
import type { Siblings } from '../workers/siblings';
import { ServiceError } from './service-error';

/** See `ServiceOptions`. */
export interface Protection {
  readonly cors: readonly string[];
  readonly rateLimit: number;
  readonly siblings?: Siblings;
}

/** Security headers, origins that may ask, and requests per minute. */
export async function protect(
  app: FastifyInstance,
  { cors, rateLimit, siblings }: Protection,
): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false, // this is plain HTTP; a TLS proxy in front sets it there
  });
  if (cors.length > 0) {
    // Other OPTIONS requests are refused as any method that a route doesn't have; the plugin's own refusal isn't JSON.
    const delegator = async ({ headers }: FastifyRequest) => {
      const isPreflight = headers.origin !== undefined && 'access-control-request-method' in headers;
      return { origin: [...cors], methods: ['GET', 'POST'], preflight: isPreflight };
    };
    await app.register(fastifyCors, { delegator });
  }
  if (rateLimit > 0) {
    await app.register(fastifyRateLimit, {
      max: rateLimit,
      timeWindow: 60_000,
      store: limitsOf(siblings ?? inProcess()),
      errorResponseBuilder: (_request, { after }) =>
        new ServiceError(
          429,
          'RATE_LIMIT',
          `more than ${rateLimit} requests per minute; try again in ${after}`,
        ),
    });
  }
}

/** The OpenAPI document, `/docs/openapi.json`. */
export async function describe(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: 'Recommender Lab',
        version: versions().lab,
        description: 'Recommendations, similar items, and feedback.',
      },
      components: { securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    },
    hideUntagged: false,
  });
}
