/**
 * `npm run serve`: a model as a web service and a page. Notes go to stderr, a line of JSON for each request
 * to stdout.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { LabError, OptionError } from '../lib/core/errors';
import { readDefinition } from '../lib/service/experiments/read-definition';
import { headerIn, loadModel, withStars } from '../lib/service/package/model-package';
import { createService } from '../lib/service/service';
import type { StreamSource } from '../lib/service/stream/live-stream';
import { EmbeddedLog } from '../lib/streaming/embedded/embedded-log';
import { KafkaLog } from '../lib/streaming/kafka/kafka-log';
import { type KafkaSecurity, readKafkaSecurity } from '../lib/streaming/kafka/kafka-security';
import { note, runCommand } from './cli/command-line';
import { onStopSignal } from './cli/stop-signals';
import { readArguments, USAGE } from './serve/arguments';
import { defaultModelDirs, type ModelDirs } from './serve/default-model';
import { exitWithoutTerminal, isTerminalGone, logOnStdout } from './serve/outputs';

/** For requests under way when the service is asked to end. */
const GRACE_MS = 10_000;

/** Seconds for which a broker is tried before feedback is kept here. */
const PATIENCE = 2;

async function run(args: string[]): Promise<number> {
  exitWithoutTerminal();
  const log = logOnStdout();
  const { port, host, feedback, stream, group, cors, rateLimit, keepItems, quiet, ...more } =
    readArguments(args);
  const apiKey = keyOf(more.keyFile);
  const security =
    more.streamSecurity === undefined ? undefined : await readKafkaSecurity(more.streamSecurity);
  // Refused before anything is started.
  for (const dir of [more.model, more.stars]) if (dir !== undefined) await headerIn(dir);
  if (more.experiment !== undefined) await readDefinition(more.experiment);
  const given = more.model === undefined ? undefined : { lists: more.model, stars: more.stars };
  let trained: ModelDirs | undefined;
  const service = await createService({
    load: async () => {
      const dirs =
        given ??
        trained ??
        (await defaultModelDirs({ train: more.train, keep: more.keep, retrain: more.retrain, note }));
      trained = dirs;
      const lists = await loadModel(dirs.lists);
      return dirs.stars === undefined
        ? lists
        : withStars(lists, await loadModel(dirs.stars, { shareWith: lists }));
    },
    feedbackDir: feedback,
    ...(stream !== undefined && { stream: { ...streamAt(stream, feedback, security), group } }),
    ...(more.experiment !== undefined && { experiment: more.experiment }),
    apiKey,
    cors,
    rateLimit,
    keepItems,
    ...(quiet ? {} : { log }),
  });

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
      ({ label }) => note(`Now serving ${label}.`),
      (error: Error) => note(`Still serving the old model: ${error.message}`),
    );
  });
  if (more.untilStdinEnds) {
    process.stdin.resume();
    process.stdin.on('end', () => void end('The program that started it has ended'));
  }

  try {
    const address = await service.listen({ port, host });
    note(`Listening on ${address} (the API is described at ${address}/docs)`);
    if (!isLoopback(host) && apiKey === undefined) {
      note('No API key is set: anyone who can reach this address can send feedback. See --key-file.');
    }
    const { label, pack } = await service.load();
    const { users, items } = pack.header.train;
    note(`Serving ${label}: ${users} users, ${items} items. Open ${address} in a browser; Ctrl-C stops it.`);
    if (more.experiment !== undefined) note(`The experiment: ${address}/experiments/`);
  } catch (error) {
    await service.close().catch(() => undefined);
    process.stdin.destroy();
    throw inWords(error, host, port);
  }
  return 0;
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

function keyOf(file: string | undefined): string | undefined {
  const key = file === undefined ? process.env.RECOMMENDER_LAB_KEY : readFileSync(file, 'utf8').trim();
  if (key === undefined) return undefined;
  if (key.length >= 16) return key;
  throw new OptionError(`the API key must have at least 16 characters, it has ${key.length}`);
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
