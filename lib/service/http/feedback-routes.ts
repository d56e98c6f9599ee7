/** The route that receives feedback. */
import type { FastifyInstance, preHandlerAsyncHookHandler } from 'fastify';
import type { FeedbackEvent } from '../feedback/feedback-event';
import type { ServedModel } from '../served/served-model';
import { checkRatings, requireItem } from './recommend-routes';
import { FEEDBACK } from './schemas';
import { ServiceError } from './service-error';
import type { ServiceMetrics } from './service-metrics';

/** Where feedback goes. */
export interface FeedbackSink {
  /** Resolves when the events are durable. @param model the label of the model that made the lists */
  append(events: readonly FeedbackEvent[], model: string): Promise<unknown>;
}

/** @param needsKey rejects requests without the key, if one is set */
export function addFeedbackRoute(
  app: FastifyInstance,
  served: () => ServedModel,
  {
    sink,
    metrics,
    needsKey,
  }: { sink: FeedbackSink; metrics: ServiceMetrics; needsKey: preHandlerAsyncHookHandler },
): void {
  app.post<{ Body: { events: readonly FeedbackEvent[] } }>(
    '/feedback',
    { schema: FEEDBACK, preValidation: needsKey },
    async ({ body: { events } }, reply) => {
      const model = served();
      checkRatings(events, model.pack.model.summary.scale, 'events');
      for (const [place, { type, rating, itemId }] of events.entries()) {
        requireItem(model, itemId);
        if ((type === 'rating') !== (rating !== undefined)) {
          const what =
            type === 'rating' ? 'must have a rating' : `must not have a rating, because its type is ${type}`;
          throw new ServiceError(400, 'INVALID', `body events.${place} ${what}`);
        }
      }
      await sink.append(events, model.label);
      for (const { type } of events) metrics.events.inc({ type });
      return reply.code(201).send({ stored: events.length });
    },
  );
}
