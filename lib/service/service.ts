/**
 * A model as a web service: lists, similar items, search, and feedback over HTTP, with limits that make it safe to
 * leave running. It responds as soon as it listens: with 503 until a model is loaded.
 */
import * as path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Experiments } from './experiments/experiments';
import { FeedbackStore } from './feedback/feedback-store';
import { methodsOfRoutes } from './http/allowed-methods';
import { apiKeyHook } from './http/api-key';
import { addExperimentRoutes } from './http/experiment-routes';
import { addExplainRoute } from './http/explain-route';
import { addFeedbackRoute } from './http/feedback-routes';
import { type LogStream, limitedApp } from './http/limited-app';
import { answerOneByOne } from './http/one-by-one';
import { pageFiles } from './http/page-files';
import { describe, protect } from './http/plugins';
import { addRecommendRoutes } from './http/recommend-routes';
import { answerTo, type ErrorBody, ServiceError } from './http/service-error';
import { ServiceMetrics } from './http/service-metrics';
import { addStatusRoutes } from './http/status-routes';
import { RELOAD } from './http/status-schemas';
import { stopListening } from './http/stop-listening';
import { whileOpen } from './open-services';
import type { ModelPackage } from './package/model-package';
import { searchWarning } from './served/served-items';
import { ServedModel } from './served/served-model';
import { LiveStream, type StreamSource } from './stream/live-stream';
import type { Siblings, WorkerMetrics } from './workers/siblings';

/** Options of a service. */
export interface ServiceOptions {
  /** Loads the model; called by `load` and for each reload. `() => loadModel(dir)` */
  readonly load: () => Promise<ModelPackage>;
  /** Folder for feedback. No other service may use it at the same time. */
  readonly feedbackDir: string;
  /** An event log, which then takes the feedback instead of the folder, and which lists follow. Default: none. */
  readonly stream?: StreamSource;
  /**
   * An experiment: the file `experiment.json`, or what would be in one (`ExperimentDefinition`, in which folders of models
   * are relative to the current one). Read again with each reload. Default: none.
   */
  readonly experiment?: string | object;
  /** Required for feedback and reload. Default: none; then anyone can send feedback and no one can reload. */
  readonly apiKey?: string;
  /** Origins whose pages may use the service. Default: only its own page. */
  readonly cors?: readonly string[];
  /** Requests per minute from one address; 0 means no limit. Default 1,200. */
  readonly rateLimit?: number;
  /** Total length of users' lists that are cached until the model is swapped; 0: no cache. Default 20,000. */
  readonly keepItems?: number;
  /** A line of JSON for each request and event. Default: none. */
  readonly log?: LogStream;
  /** The clock of experiments, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Milliseconds between two moves of feedback to DuckDB. Default 30,000. */
  readonly moveEvery?: number;
  /** If it is one of several workers: what they share, such as the feedback, which then doesn't go to the folder. */
  readonly siblings?: Siblings;
}

/** A service, running or ready to run. */
export interface Service {
  readonly app: FastifyInstance;
  /** Loads the model, or a newer one, and swaps it in. Requests in progress finish with the old one. */
  load(): Promise<ServedModel>;
  /** The first half of `load`. @returns the model, and what swaps it in */
  prepare(): Promise<{ readonly next: ServedModel; readonly change: () => Promise<void> }>;
  /** Starts listening, by default on the loopback address and a free port. Returns `http://127.0.0.1:8080`. */
  listen(options?: { readonly port?: number; readonly host?: string }): Promise<string>;
  /** For the sum over all workers. */
  metrics(): Promise<WorkerMetrics>;
  /** The processes of the experiment's challengers in the shadow that are running. */
  readonly challengerPids: readonly number[];
  /** Accepts no more connections, answers pending requests, writes feedback, and ends. */
  close(): Promise<void>;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/**
 * Creates a service; it does nothing before `listen` and `load`.
 *
 * @example
 * const service = await createService({ load: () => loadModel('data/models/svd'), feedbackDir: 'data/feedback' });
 * const address = await service.listen();
 * await service.load();
 * await (await fetch(`${address}/recommend/196?n=5`)).json();
 * await service.close();
 * @throws LabError `LOCKED` if another service uses the feedback folder
 */
export function createService(options: ServiceOptions): Promise<Service> {
  return whileOpen((closed) => makeService(options, closed));
}

async function makeService(options: ServiceOptions, closed: () => void): Promise<Service> {
  const { apiKey, cors = [], rateLimit = 1200, log, siblings } = options;
  const app = limitedApp(log, siblings?.number);
  const metrics = new ServiceMetrics();
  const onNote = (note: string) => app.log.warn(note);
  const stream = options.stream && (await followedStream(options.stream, metrics, onNote));
  const store = stream
    ? undefined
    : siblings
      ? { append: siblings.append, close: async () => undefined }
      : await FeedbackStore.open(options.feedbackDir, { moveEvery: options.moveEvery, onNote });
  const { registry } = metrics;
  const experiments = await Experiments.open({ ...options, registry, onNote }).catch(async (error) => {
    await (stream ?? store)?.close();
    throw error;
  });
  let current: ServedModel | undefined;
  let loading: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;
  let held: Promise<void> | undefined;
  let isLoopback = false;

  const served = (): ServedModel => {
    if (current?.isStale) current = new ServedModel(current.pack, options.keepItems);
    if (current) return current;
    throw new ServiceError(503, 'NOT_READY', 'no model is loaded yet; try again in a moment');
  };
  const prepare = async () => {
    const next = new ServedModel(await options.load(), options.keepItems);
    const serveExperiment = await experiments.prepare(next);
    const change = async () => {
      stream?.serve(next.pack.model);
      await serveExperiment();
      current = next;
      metrics.served(next);
      app.log.info({ model: next.label }, 'serves');
      const warning = searchWarning(next.pack.header);
      if (warning) onNote(warning);
    };
    return { next, change };
  };
  const loadNow = async (): Promise<ServedModel> => {
    const { next, change } = await prepare();
    await change();
    return next;
  };
  // One at a time: a request during a load wants what is in the folder now.
  const load = (): Promise<ServedModel> => {
    const next = loading.then(loadNow);
    loading = next.catch(() => undefined);
    return next;
  };

  const noRoute = ({ method, url }: FastifyRequest, reply: FastifyReply): ServiceError => {
    const allowed = allowedMethods(url);
    if (allowed.length === 0) return new ServiceError(404, 'NO_ROUTE', 'this path does not exist; see /docs');
    reply.header('allow', allowed.join(', '));
    return new ServiceError(
      405,
      'NO_METHOD',
      `${method} is not allowed here; allowed: ${allowed.join(', ')}`,
    );
  };
  app.setErrorHandler((error, request, reply) => {
    // Errors in the body don't matter if no route takes one.
    const isLost = request.is404 && !(error instanceof ServiceError);
    const { status, code, message } = answerTo(isLost ? noRoute(request, reply) : error);
    if (status >= 500) request.log.error(error);
    if (status === 503) reply.header('retry-after', '2');
    const body: ErrorBody = { error: { code, message, requestId: request.id } };
    return reply.code(status).type('application/json').serializer(JSON.stringify).send(body);
  });
  answerOneByOne(app);
  app.addHook('onRequest', async (request) => {
    if (held) await held;
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new ServiceError(400, 'BAD_REQUEST', 'the header Host is missing');
    }
    // A page of another site whose name was pointed at 127.0.0.1 would send that name (DNS rebinding).
    if (isLoopback && !LOOPBACK.test(request.headers.host ?? '')) {
      throw new ServiceError(
        421,
        'WRONG_HOST',
        'this service is for this machine only; use localhost in the URL',
      );
    }
    const { 'content-encoding': coding = 'identity' } = request.headers;
    if (coding !== 'identity' && !request.is404) {
      throw new ServiceError(415, 'ENCODING', `the request body must not be compressed, got ${coding}`);
    }
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });

  await protect(app, { cors, rateLimit, siblings });
  app.setNotFoundHandler(rateLimit > 0 ? { preHandler: app.rateLimit() } : {}, (request, reply) => {
    throw noRoute(request, reply);
  });
  await describe(app);

  const allowedMethods = methodsOfRoutes(app);
  await app.register(async (routes) => {
    addRecommendRoutes(routes, served, { metrics, experiments, recent: stream });
    addExplainRoute(routes, served, stream);
    const needsKey = apiKeyHook(apiKey, 'allow');
    addFeedbackRoute(routes, served, { stream, store, metrics, experiments, needsKey });
    addExperimentRoutes(routes, experiments, apiKeyHook(apiKey, 'refuse'));
    routes.post(
      '/admin/reload',
      { schema: RELOAD, preValidation: apiKeyHook(apiKey, 'refuse') },
      async () => {
        try {
          if (siblings) {
            const { label, date } = await siblings.reload();
            return { model: label, date };
          }
          const { label, pack } = await load();
          return { model: label, date: pack.header.date };
        } catch (error) {
          // Callers who may reload may see why it failed, including unforeseen faults of a package.
          app.log.warn(error);
          throw new ServiceError(409, 'REFUSED_MODEL', (error as Error).message);
        }
      },
    );
    addStatusRoutes(routes, served, { metrics, stream, experiments, siblings });
    for (const { url, type, bytes } of pageFiles(path.join(__dirname, 'page'))) {
      routes.get(url, { schema: { hide: true } }, async (_request, reply) =>
        reply.type(type).header('cache-control', 'no-cache').send(bytes),
      );
    }
  });
  // Responses from now on must close the connection, or closing would wait for it to time out.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  await app.ready();

  return {
    app,
    load,
    prepare,
    metrics: () => metrics.ofWorker(),
    get challengerPids() {
      return experiments.current?.challengerPids ?? [];
    },
    listen: ({ port = 0, host = '127.0.0.1' } = {}) => {
      isLoopback = host === 'localhost' || LOOPBACK.test(host) || host === '::1';
      return app.listen({ port, host });
    },
    close: () => {
      // Where feedback goes last: requests in progress may still bring feedback.
      closing ??= stopListening(app.server, (until) => {
        held = until;
      })
        .then(() => app.close())
        .then(() => experiments.close())
        .then(() => (stream ?? store)?.close())
        .finally(closed);
      return closing;
    },
  };
}

async function followedStream(
  source: StreamSource,
  metrics: ServiceMetrics,
  onNote: (note: string) => void,
): Promise<LiveStream> {
  let stream: LiveStream | undefined;
  const onEffect = metrics.followStream(() => stream);
  stream = await LiveStream.open(source, { onNote, onEffect });
  return stream;
}
