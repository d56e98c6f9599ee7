/** Our service as a process of its own, as `npm run serve` starts it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { TYPESCRIPT } from '../cli/node-arguments';
import { remove } from '../setup/atomic';
import { onStop } from '../setup/cleanup';
import { type ServerProcess, startServer } from './server-process';

/** How it is started. */
export interface OurServerOptions {
  /** The folder of a model that predicts the stars. Default: none. */
  readonly starsDir?: string;
  /** Default: as `npm run serve` has it. */
  readonly keepItems?: number;
  /** `embedded`, or a broker's address. Default: none. */
  readonly stream?: string;
  /** Where feedback goes. Default: a temporary folder, which is removed with `stop`. */
  readonly feedbackDir?: string;
  /** Asked for feedback and reload. */
  readonly apiKey?: string;
  /** The file of an experiment. Default: none. */
  readonly experiment?: string;
  /** What must answer before it counts as started. Default `/ready`. */
  readonly firstPath?: string;
}

/** @param dir the folder of the model */
export async function ourServer(
  name: string,
  dir: string,
  options: OurServerOptions = {},
): Promise<ServerProcess> {
  const { starsDir, keepItems, stream, feedbackDir, apiKey, experiment, firstPath = '/ready' } = options;
  const feedback = feedbackDir ?? mkdtempSync(path.join(tmpdir(), 'recommender-lab-feedback-'));
  const tidy = () => {
    if (feedbackDir === undefined) remove(feedback);
  };
  const forget = onStop(tidy);
  const script = path.resolve(__dirname, '..', 'serve.ts');
  const args = [...TYPESCRIPT, script, '--quiet', '--rate-limit', '0'];
  const more = [
    ...(starsDir === undefined ? [] : ['--stars', starsDir]),
    ...(stream === undefined ? [] : ['--stream', stream]),
    ...(experiment === undefined ? [] : ['--experiment', experiment]),
    ...(keepItems === undefined ? [] : ['--keep-items', `${keepItems}`]),
  ];
  try {
    const server = await startServer(name, firstPath, (port) => ({
      program: process.execPath,
      args: [...args, '--model', dir, '--feedback', feedback, '--port', `${port}`, ...more],
      env: apiKey === undefined ? {} : { RECOMMENDER_LAB_KEY: apiKey },
    }));
    const stop = async () => {
      await server.stop();
      forget();
      tidy();
    };
    return { ...server, stop };
  } catch (error) {
    forget();
    tidy();
    throw error;
  }
}
