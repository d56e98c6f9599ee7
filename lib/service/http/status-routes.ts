/** The state of the service, and what it offers. */
import type { FastifyInstance } from 'fastify';
import type { Experiments } from '../experiments/experiments';
import type { PackageWords } from '../package/package-header';
import type { ServedModel } from '../served/served-model';
import type { Siblings } from '../workers/siblings';
import { docsPage, type OpenApi } from './docs-page';
import { ServiceError } from './service-error';
import type { ServiceMetrics } from './service-metrics';
import { HEALTH, READY } from './status-schemas';

/** For packages that don't say what their items are called. */
const NEUTRAL_WORDS: Required<PackageWords> = {
  one: 'item',
  many: 'items',
  did: 'liked',
  heading: 'Recommendations',
  example: '',
};

/** How far a state that follows an event log is. */
export interface StreamState {
  readonly hasCaughtUp: boolean;
  /** Whether it has caught up, or can't, as the log was away at the start. */
  readonly isReady: boolean;
  readonly lag: number | undefined;
  /** Whether the log can't be reached now, and how many events wait for it. */
  readonly isAway: boolean;
  readonly waiting: number;
  /** The partitions that this service answers for; undefined if those are all. */
  readonly share: readonly number[] | undefined;
}

/** What the state is of. */
export interface StatusRoutes {
  readonly metrics: ServiceMetrics;
  readonly stream: StreamState | undefined;
  readonly experiments: Pick<Experiments, 'running' | 'isRecorded'>;
  /** If it is one of several workers. */
  readonly siblings: Siblings | undefined;
}

/** Health, readiness, metrics and documentation. Routes that machines poll have no rate limit. */
export function addStatusRoutes(
  app: FastifyInstance,
  served: () => ServedModel,
  { metrics, stream, experiments, siblings }: StatusRoutes,
): void {
  const unlimited = { rateLimit: false };
  app.get('/health', { schema: HEALTH, config: unlimited }, async () => ({ status: 'ok' }));
  app.get('/ready', { schema: READY, config: unlimited }, async () => {
    const { label, pack, input, hasGenres, contextColumns: context } = served();
    if (stream && !stream.isReady) {
      throw new ServiceError(
        503,
        'NOT_READY',
        `events are being applied, ${stream.lag ?? 'an unknown number'} are left; try again in a moment`,
      );
    }
    const { date, train, words } = pack.header;
    const { users, items, ratings, scale } = train;
    const { foldsIn, similarItems: findsSimilar } = pack.model.can;
    return {
      ...{ model: label, date, users, items, ratings, ratingScale: scale, foldsIn, findsSimilar },
      ...{ context, hasGenres, stream: stream ? stateOf(stream) : null },
      ...{ experiment: experiments.running, experimentRecorded: experiments.isRecorded },
      ...{ ratingInput: input, words: { ...NEUTRAL_WORDS, ...words } },
    };
  });
  const hide = { schema: { hide: true } };
  app.get('/metrics', { ...hide, config: unlimited }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await (siblings ?? metrics.registry).metrics()),
  );
  app.get('/docs/openapi.json', hide, async () => app.swagger());
  app.get('/docs', hide, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app.swagger() as OpenApi)),
  );
}

function stateOf({ hasCaughtUp, lag, isAway, waiting, share }: StreamState) {
  return { hasCaughtUp, lag: lag ?? null, isAway, waiting, partitions: share ?? null };
}
