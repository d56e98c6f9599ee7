/** What `npm run spark` needs beside Node: Java, and PySpark in a virtual environment of its own. */
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import type { SparkPrograms } from '../../lib/big-data/spark/spark-job';
import { LabError } from '../../lib/core/errors';
import { cachedPython, type Environment, type Surroundings } from '../python/cached-python';
import { createContext } from '../setup/context';
import { findWholeJava } from '../setup/java';
import { SetupError } from '../setup/setup-error';

const PYSPARK: Environment = {
  name: 'PySpark 4.2.0',
  folder: 'spark',
  packages: ['pyspark==4.2.0', 'py4j==0.10.9.9', 'numpy==2.4.6'],
  takes: 'downloads 485 MB, then takes half a minute',
  command: 'npm run spark',
};

/**
 * Java 17 or later, and a Python with PySpark, which is installed the first time.
 * @throws LabError that says what to install, if there is no Java; NoEnvironmentError
 */
export async function sparkPrograms({ env, note }: Surroundings): Promise<SparkPrograms> {
  const ctx = createContext({ root: path.resolve(__dirname, '../..'), env, options: { quiet: true } });
  const java = await findWholeJava(ctx).catch((error: Error) => {
    throw error instanceof SetupError ? new LabError('NO_JAVA', `Spark needs Java. ${error.message}`) : error;
  });
  // /usr/bin/java is a link into the folder that Spark needs to know.
  return { java: realpathSync(java), python: await cachedPython(PYSPARK, { env, note }) };
}
