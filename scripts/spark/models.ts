/** The models that `npm run spark` trains, on Spark and, to compare, here. */
import type { SparkSettings } from '../../lib/big-data/spark/fit-on-spark';
import { SparkALS } from '../../lib/big-data/spark/spark-als';
import { SparkImplicitALS } from '../../lib/big-data/spark/spark-implicit-als';
import type { SparkProgress } from '../../lib/big-data/spark/spark-job';
import { modelOf, type RegisteredModel } from '../../lib/models/registry';
import type { Arguments } from './arguments';
import type { StatusLine } from './status-line';

/** The model that Spark trains. @throws OptionError for an option that the model doesn't take */
export function sparkModel(
  { implicit, options }: Arguments,
  settings: SparkSettings,
): SparkALS | SparkImplicitALS {
  return implicit ? new SparkImplicitALS(options, settings) : new SparkALS(options, settings);
}

/** The same model without Spark. */
export function sameModel({ name, options }: RegisteredModel): RegisteredModel {
  return modelOf({ model: name, options });
}

const PHASES: Readonly<Record<SparkProgress['phase'], string>> = {
  reading: 'reading the ratings',
  training: 'training',
  saving: 'writing the factors',
};

/** Shows what Spark is doing. */
export function showSpark({ status }: StatusLine): (progress: SparkProgress) => void {
  return ({ phase, round, rounds, stage, tasksDone, tasks }) => {
    const what = phase === 'training' ? `round ${Math.min(round + 1, rounds)} of ${rounds}` : PHASES[phase];
    status(`Spark: ${what} (stage ${stage}: ${tasksDone} of ${tasks} tasks)`, what);
  };
}
