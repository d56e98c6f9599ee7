/** The route that receives feedback. */
import type { FastifyInstance, preHandlerAsyncHookHandler } from 'fastify';
import { DataError } from '../../core/errors';
import { checkEvent, completed, type NewEvent } from '../../streaming/stream-event';
import type { Experiments } from '../experiments/experiments';
import type { Fate } from '../experiments/fate';
import type { Arrived } from '../experiments/join';
import { FEEDBACK_TYPES, type FeedbackEvent } from '../feedback/feedback-event';
import type { ServedModel } from '../served/served-model';
import { FEEDBACK } from './feedback-schema';
import { checkRatings, type RecentEvents, requireItem } from './recommend-routes';
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
  /** Counts clicks and ratings of the lists of an experiment. */
  readonly experiments: Pick<Experiments, 'join'>;
  /** Rejects requests without the key, if one is set. */
  readonly needsKey: preHandlerAsyncHookHandler;
}

export function addFeedbackRoute(
  app: FastifyInstance,
  served: () => ServedModel,
  { stream, store, metrics, experiments, needsKey }: FeedbackRoute,
): void {
  app.post<{ Body: { events: readonly SentEvent[] } }>(
    '/feedback',
    { schema: FEEDBACK, preValidation: needsKey },
    async ({ body }, reply) => {
      const model = served();
      const sent = body.events.map(({ requestId: _, ...event }) => event as NewEvent);
      checkFields(sent);
      checkRatings(sent as readonly { rating?: number }[], model.pack.model.summary.scale, 'events');
      checkItems(sent, model, stream);
      if (!stream) forStore(sent); // refused before anything is stored
      const { events, fates } = await joined(body.events, sent, model, experiments);
      const followed =
        events.length === 0
          ? undefined
          : stream
            ? await appended(events, model, stream)
            : await store?.append(forStore(events), model.label);
      for (const { type } of events) metrics.events.inc({ type });
      return reply.code(201).send({
        stored: events.length,
        ...(followed !== undefined && { followed }),
        ...(fates && { experiment: fates }),
      });
    },
  );
}

/** An event as it is sent: with the list on which the item was. */
type SentEvent = NewEvent & { readonly requestId?: string };

/** The events that aren't forged, and how many had which fate in the experiment; no fates without one. */
async function joined(
  sent: readonly SentEvent[],
  events: readonly NewEvent[],
  model: ServedModel,
  experiments: FeedbackRoute['experiments'],
): Promise<{ readonly events: readonly NewEvent[]; readonly fates?: Record<Fate, number> }> {
  const isAbout = ({ type }: NewEvent) => type === 'click' || type === 'rating';
  const all = await experiments.join(sent.filter(isAbout) as Arrived[], model);
  if (!all) return { events };
  const fates: Record<Fate, number> = { joined: 0, duplicate: 0, late: 0, orphan: 0, forged: 0 };
  for (const fate of all) fates[fate]++;
  const next = all.values();
  return { events: events.filter((event) => !isAbout(event) || next.next().value !== 'forged'), fates };
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
