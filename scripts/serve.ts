/**
 * `npm run serve`: a model as a web service and a page. Notes go to stderr, a line of JSON for each request
 * to stdout.
 */
import * as path from 'node:path';
import { LabError } from '../lib/core/errors';
import { readDefinition } from '../lib/service/experiments/read-definition';
import type { LogStream } from '../lib/service/http/limited-app';
import { headerIn } from '../lib/service/package/model-package';
import type { PackageHeader } from '../lib/service/package/package-header';
import { searchWarning } from '../lib/service/served/served-items';
import { createService } from '../lib/service/service';
import type { StreamSource } from '../lib/service/stream/live-stream';
import { EmbeddedLog } from '../lib/streaming/embedded/embedded-log';
import { KafkaLog } from '../lib/streaming/kafka/kafka-log';
import { type KafkaSecurity, readKafkaSecurity } from '../lib/streaming/kafka/kafka-security';
import { note, runCommand } from './cli/command-line';
import { onStopSignal } from './cli/stop-signals';
import { keyOf } from './serve/api-key';
import { type Arguments, readArguments, USAGE } from './serve/arguments';
import { defaultModelDirs, type ModelDirs } from './serve/default-model';
import { loadModels } from './serve/load-models';
import { exitWithoutTerminal, isTerminalGone, logOnStdout } from './serve/outputs';
import { makeWorkers } from './serve/workers';

/** For requests under way when the service is asked to end. */
const GRACE_MS = 10_000;

/** Seconds for which a broker is tried before feedback is kept here. */
const PATIENCE = 2;

async function run(args: string[]): Promise<number> {
  exitWithoutTerminal();
  const log = logOnStdout();
  const given = readArguments(args);
  const { port, host } = given;
  const apiKey = keyOf(given.keyFile);
  const security =
    given.streamSecurity === undefined ? undefined : await readKafkaSecurity(given.streamSecurity);
  // Refused before anything is started.
  for (const dir of [given.model, given.stars]) if (dir !== undefined) await headerIn(dir);
  if (given.experiment !== undefined) await readDefinition(given.experiment);
  const service =
    given.workers > 0 ? await severalProcesses(given) : await oneProcess(given, { apiKey, security, log });

  let ending: Promise<void> | undefined;
  const end = (why: string, code = 0): Promise<void> => {
    ending ??= (async () => {
      note(`${why}: finishing pending requests, then exiting.`);
      setTimeout(() => {
        note(`Some requests took longer than ${GRACE_MS / 1000} s.`);
        process.exit(1);
      }, GRACE_MS).unref();
      await service.close();
      process.exit(code);
    })();
    return ending;
  };
  onStopSignal((signal) => void end(signal), ['SIGINT', 'SIGTERM']);
  process.on('SIGHUP', () => {
    if (isTerminalGone()) return void end('The terminal was closed');
    service.load().then(
      ({ label, warning }) => {
        note(`Now serving ${label}.`);
        if (warning) note(warning);
      },
      (error: Error) => note(`Still serving the old model: ${error.message}`),
    );
  });
  if (given.untilStdinEnds) {
    process.stdin.resume();
    process.stdin.on('end', () => void end('The program that started it has ended'));
  }

  try {
    const address = await service.listen();
    note(`Listening on ${address} (the API is described at ${address}/docs)`);
    if (!isLoopback(host) && apiKey === undefined) {
      note('No API key is set: anyone who can reach this address can send feedback. See --key-file.');
    }
    const { label, users, items, warning } = await service.load();
    note(`Serving ${label}: ${users} users, ${items} items. Open ${address} in a browser; Ctrl-C stops it.`);
    if (warning) note(warning);
    if (given.experiment !== undefined) note(`The experiment: ${address}/experiments/`);
  } catch (error) {
    await service.close().catch(() => undefined);
    process.stdin.destroy();
    throw inWords(error, host, port);
  }
  return 0;
}

/** What is served now. */
interface Loaded {
  readonly label: string;
  readonly users: number;
  readonly items: number;
  readonly warning?: string;
}

/** What answers requests: this process, or workers. */
interface Answering {
  listen(): Promise<string>;
  /** Serves what is in the folders now. */
  load(): Promise<Loaded>;
  close(): Promise<void>;
}

async function oneProcess(
  given: Arguments,
  { apiKey, security, log }: { apiKey?: string; security?: KafkaSecurity; log: LogStream },
): Promise<Answering> {
  const { stream, group, newItems, feedback, cors, rateLimit, keepItems } = given;
  let dirs: ModelDirs | undefined;
  const service = await createService({
    load: async () => {
      dirs ??= await dirsOf(given);
      return loadModels(dirs);
    },
    feedbackDir: feedback,
    ...(stream !== undefined && { stream: { ...streamAt(stream, feedback, security), group, newItems } }),
    ...(given.experiment !== undefined && { experiment: given.experiment }),
    ...{ apiKey, cors, rateLimit, keepItems },
    ...(given.quiet ? {} : { log }),
  });
  return {
    listen: () => service.listen(given),
    load: async () => {
      const { label, pack } = await service.load();
      return loaded(label, pack.header);
    },
    close: () => service.close(),
  };
}

async function severalProcesses(given: Arguments): Promise<Answering> {
  const dirs = await dirsOf(given);
  const { pool, close } = await makeWorkers(given, dirs, note);
  let isNew = true;
  return {
    listen: async () => {
      await pool.start();
      note(`${given.workers} workers: ${pool.pids.join(', ')}`);
      return pool.address;
    },
    load: async () => {
      const { label } = isNew ? pool.served : await pool.reload(); // workers load before they listen
      isNew = false;
      return loaded(label, await headerIn(dirs.lists));
    },
    close,
  };
}

function loaded(label: string, header: PackageHeader): Loaded {
  const { users, items } = header.train;
  return { label, users, items, warning: searchWarning(header) };
}

async function dirsOf({ model, stars, train, keep, retrain }: Arguments): Promise<ModelDirs> {
  return model === undefined ? defaultModelDirs({ train, keep, retrain, note }) : { lists: model, stars };
}

/** The log in the folder for feedback, or at the broker. */
function streamAt(address: string, feedback: string, security: KafkaSecurity | undefined): StreamSource {
  const surroundings = { onNote: note };
  const dir = path.join(feedback, 'live');
  if (address === 'embedded')
    return { open: () => EmbeddedLog.open(path.join(feedback, 'stream'), {}, surroundings), dir };
  const options = { patience: PATIENCE, ...(security && { security }) };
  return { open: () => KafkaLog.open(address, options, surroundings), dir, mayBeAway: true };
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|::1)$/i.test(host);
}

/** What the machine says, as a sentence with a way out. */
function inWords(error: unknown, host: string, port: number): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new LabError(
      code,
      `port ${port} is in use by another program; take another one: --port ${port + 1}`,
    );
  }
  if (code === 'EACCES')
    return new LabError(code, `port ${port} requires special privileges; use one above 1023`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new LabError(code, `${host} is not an address of this machine; --host 0.0.0.0 listens on all`);
  }
  return code !== undefined && syscall === 'listen' ? new LabError(code, message) : error;
}

runCommand({ usage: USAGE, run, outlivesReader: true });
