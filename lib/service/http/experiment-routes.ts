/** The routes about experiments. */
import type { FastifyInstance, preHandlerAsyncHookHandler } from 'fastify';
import type { Experiments } from '../experiments/experiments';
import type { RunningExperiment } from '../experiments/running-experiment';
import { EXPERIMENT_RESULTS, EXPERIMENTS, FREEZE_EXPERIMENT, STOP_EXPERIMENT } from './experiment-schemas';
import { ServiceError } from './service-error';

/** @param needsKey rejects requests without the API key */
export function addExperimentRoutes(
  app: FastifyInstance,
  experiments: Experiments,
  needsKey: preHandlerAsyncHookHandler,
): void {
  app.get('/experiments', { schema: EXPERIMENTS }, async () => ({ experiments: await experiments.all() }));

  app.get<{ Params: { name: string } }>(
    '/experiments/:name',
    { schema: EXPERIMENT_RESULTS },
    async ({ params: { name } }) => {
      const results = await experiments.resultsOf(name);
      if (results) return results;
      throw new ServiceError(404, 'UNKNOWN_EXPERIMENT', `there is no experiment ${JSON.stringify(name)}`);
    },
  );

  app.post<{ Params: { name: string } }>(
    '/experiments/:name/stop',
    { schema: STOP_EXPERIMENT, preValidation: needsKey },
    async ({ params: { name } }) => {
      const current = running(experiments, name);
      await current.stop('by hand');
      return { name, status: current.status };
    },
  );

  app.post<{ Params: { name: string }; Body: { frozen: boolean } }>(
    '/experiments/:name/freeze',
    { schema: FREEZE_EXPERIMENT, preValidation: needsKey },
    async ({ params: { name }, body: { frozen } }) => {
      const current = running(experiments, name);
      await current.freeze(frozen, 'by hand');
      const bandits = current.tally.bandits.all.filter(([, { isFrozen }]) => isFrozen);
      return { name, frozen: bandits.map(([arm]) => arm) };
    },
  );
}

/** @throws ServiceError 404 for an experiment that isn't the one that is running */
function running(experiments: Experiments, name: string): RunningExperiment {
  const { current } = experiments;
  if (current?.definition.name === name) return current;
  throw new ServiceError(404, 'UNKNOWN_EXPERIMENT', `no experiment ${JSON.stringify(name)} is running here`);
}
