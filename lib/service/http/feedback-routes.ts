/** Feedback comes in here. */
import type { FastifyInstance, preHandlerAsyncHookHandler } from 'fastify';
import type { FeedbackEvent } from '../feedback/feedback-event';
import type { FeedbackStore } from '../feedback/feedback-store';
import type { ServedModel } from '../served/served-model';
import { checkRatings, requireItem } from './recommend-routes';
import { FEEDBACK } from './schemas';
import { ServiceError } from './service-error';
import type { ServiceMetrics } from './service-metrics';

/** @param needsKey refuses who doesn't have the key, where there is one */
export function addFeedbackRoute(
  app: FastifyInstance,
  served: () => ServedModel,
  {
    store,
    metrics,
    needsKey,
  }: { store: FeedbackStore; metrics: ServiceMetrics; needsKey: preHandlerAsyncHookHandler },
): void {
  app.post<{ Body: { events: readonly FeedbackEvent[] } }>(
    '/feedback',
    { schema: FEEDBACK, preValidation: needsKey },
    async ({ body: { events } }, reply) => {
      const model = served();
      checkRatings(events, model.pack.model.train.scale, 'events');
      for (const [place, { type, rating, itemId }] of events.entries()) {
        requireItem(model, itemId);
        if ((type === 'rating') !== (rating !== undefined)) {
          const what = type === 'rating' ? 'needs a rating' : `is no rating but a ${type}: it can't have one`;
          throw new ServiceError(400, 'INVALID', `body events.${place} ${what}`);
        }
      }
      await store.append(events, model.label);
      for (const { type } of events) metrics.events.inc({ type });
      return reply.code(201).send({ stored: events.length });
    },
  );
}
