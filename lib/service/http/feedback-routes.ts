/** The route that receives feedback. */
import type { FastifyInstance, preHandlerAsyncHookHandler } from 'fastify';
import { DataError } from '../../core/errors';
import { checkEvent, completed, type NewEvent } from '../../streaming/stream-event';
import { FEEDBACK_TYPES, type FeedbackEvent } from '../feedback/feedback-event';
import type { ServedModel } from '../served/served-model';
import { checkRatings, type RecentEvents, requireItem } from './recommend-routes';
import { FEEDBACK } from './schemas';
import { ServiceError } from './service-error';
import type { ServiceMetrics } from './service-metrics';

/** Where feedback goes. */
export interface FeedbackSink {
  /**
   * Resolves when the events are durable.
   * @param model the label of the model that made the lists
   * @returns whether lists follow the events already; nothing if they never do
   */
  append(events: readonly NewEvent[], model: string): Promise<boolean>;
}

/** Where feedback goes that no list follows: it takes what users did with items, without ids and times. */
export interface FeedbackStoreSink {
  append(events: readonly FeedbackEvent[], model: string): Promise<void>;
}

/** Where feedback goes, one of the two, and what surrounds it. */
export interface FeedbackRoute {
  readonly stream: (FeedbackSink & RecentEvents) | undefined;
  readonly store: FeedbackStoreSink | undefined;
  readonly metrics: ServiceMetrics;
  /** Rejects requests without the key, if one is set. */
  readonly needsKey: preHandlerAsyncHookHandler;
}

export function addFeedbackRoute(
  app: FastifyInstance,
  served: () => ServedModel,
  { stream, store, metrics, needsKey }: FeedbackRoute,
): void {
  app.post<{ Body: { events: readonly NewEvent[] } }>(
    '/feedback',
    { schema: FEEDBACK, preValidation: needsKey },
    async ({ body: { events } }, reply) => {
      const model = served();
      checkFields(events);
      checkRatings(events as readonly { rating?: number }[], model.pack.model.summary.scale, 'events');
      checkItems(events, model, stream);
      const followed = stream
        ? await appended(events, model, stream)
        : await store?.append(forStore(events), model.label);
      for (const { type } of events) metrics.events.inc({ type });
      return reply.code(201).send({ stored: events.length, ...(followed !== undefined && { followed }) });
    },
  );
}

/** @throws ServiceError 400 for an event without a field that its type needs, or with another one */
function checkFields(events: readonly NewEvent[]): void {
  for (const [place, event] of events.entries()) {
    try {
      checkEvent(completed(event, 0), { unknownFields: 'refuse' });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new ServiceError(400, 'INVALID', `body events.${place}: ${error.message}`);
    }
  }
}

/** @throws ServiceError 404 for an item that neither the model nor the event log knows */
function checkItems(events: readonly NewEvent[], model: ServedModel, recent: RecentEvents | undefined): void {
  const announced = new Set<string>();
  for (const event of events) {
    if (event.type === 'new-item') announced.add(event.itemId);
    else if ('itemId' in event && !announced.has(event.itemId) && !recent?.knowsItem(event.itemId))
      requireItem(model, event.itemId);
  }
}

async function appended(
  events: readonly NewEvent[],
  { label }: ServedModel,
  stream: FeedbackSink,
): Promise<boolean> {
  try {
    return await stream.append(events, label);
  } catch (error) {
    // Such as an event of a clock that is ahead.
    throw error instanceof DataError ? new ServiceError(400, 'INVALID', `body ${error.message}`) : error;
  }
}

/** @throws ServiceError 400 for what only an event log takes */
function forStore(events: readonly NewEvent[]): FeedbackEvent[] {
  return events.map((event, place) => {
    const needsLog = (what: string) =>
      new ServiceError(
        400,
        'NOT_SUPPORTED',
        `body events.${place}: ${what} needs an event log; start the service with --stream`,
      );
    if (!FEEDBACK_TYPES.some((type) => type === event.type)) throw needsLog(`type ${event.type}`);
    for (const field of ['id', 'time'] as const)
      if (event[field] !== undefined) throw needsLog(`the field ${field}`);
    return event as FeedbackEvent;
  });
}
