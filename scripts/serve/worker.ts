/** A worker of `npm run serve -- --workers n`: answers requests, and leaves to its primary what there must be one of. */
import { once } from 'node:events';
import type { LabError } from '../../lib/core/errors';
import { createService, type Service } from '../../lib/service/service';
import { Calls } from '../../lib/service/workers/calls';
import type { PrimaryCalls, WorkerCalls } from '../../lib/service/workers/siblings';
import { keyOf } from './api-key';
import type { ModelDirs } from './default-model';
import { loadModels } from './load-models';
import { exitWithoutTerminal, logOnStdout } from './outputs';

/** What the primary passes as the only argument, in JSON. */
export interface WorkerSettings {
  readonly dirs: ModelDirs;
  readonly port: number;
  readonly host: string;
  readonly feedback: string;
  readonly keyFile?: string;
  readonly cors: readonly string[];
  readonly rateLimit: number;
  readonly keepItems: number;
  readonly quiet: boolean;
}

async function work({ dirs, port, host, feedback, keyFile, quiet, ...more }: WorkerSettings): Promise<void> {
  let service: Service | undefined;
  let prepared: Awaited<ReturnType<Service['prepare']>> | undefined;
  const end = async (): Promise<void> => {
    await service?.close();
    process.exit(0);
  };
  const primary = new Calls<PrimaryCalls>(process, {
    prepare: async () => {
      prepared = await service!.prepare();
      return labelOf(prepared.next);
    },
    change: async () => {
      await prepared?.change();
      prepared = undefined;
    },
    metrics: () => service!.metrics(),
    close: () => void end(),
  } satisfies WorkerCalls);
  void once(process, 'disconnect').then(end); // the primary was killed
  try {
    service = await createService({
      load: () => loadModels(dirs),
      feedbackDir: feedback,
      apiKey: keyOf(keyFile),
      ...more,
      ...(quiet ? {} : { log: logOnStdout() }),
      siblings: {
        number: Number(process.env.RECOMMENDER_LAB_WORKER),
        append: (events, model) => primary.call('append', { events, model }),
        reload: () => primary.call('reload', null),
        metrics: () => primary.call('metrics', null),
        count: (key, window) => primary.call('count', { key, window }),
      },
    });
    const served = await service.load(); // before it listens, so that nobody meets a worker without a model
    const address = await service.listen({ port, host });
    await primary.call('ready', { address, ...labelOf(served) });
  } catch (error) {
    const { code = 'FAILED', message } = error as LabError;
    await primary.call('failed', { code, message }).catch(() => undefined);
    process.exit(1);
  }
}

function labelOf({ label, pack }: Awaited<ReturnType<Service['load']>>) {
  return { label, date: pack.header.date };
}

exitWithoutTerminal();
// Ctrl-C reaches all processes of the terminal; the primary says when to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
void work(JSON.parse(process.argv[2]) as WorkerSettings);
