/**
 * The process of a challenger: it answers requests one after another, with a lower priority than its service, and ends
 * itself when it takes too much memory or when its service is gone, even while it is busy.
 */
import { readdirSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { userId } from '../../../core/ids';
import { loadModel } from '../../package/model-package';
import type { ServedList } from '../../served/served-list';
import { ServedModel } from '../../served/served-model';
import type { ChallengerAnswer, ChallengerRequest } from './challenger-messages';

/** Says that it ends because of its memory. */
export const OUT_OF_MEMORY = 'SIGUSR2';

/** How much lower its priority is, in steps of `nice`: as much as there is. */
const LOWER = 19;

/** In a thread of its own, as the main one may be busy. Four times a second. */
const WATCHDOG = `
const { workerData: { parent, bytes, signal } } = require('node:worker_threads');
const end = (how) => {
  try { process.kill(process.pid, how); } catch { process.kill(process.pid, 'SIGKILL'); }
};
setInterval(() => {
  if (process.ppid !== parent) end('SIGKILL');
  else if (process.memoryUsage.rss() > bytes) end(signal);
}, 250);
`;

/** Answers requests until the service is gone. @param listFor makes the list */
export function serveChallenger(
  memoryMb: number,
  listFor: (request: ChallengerRequest) => Pick<ServedList, 'items'>,
): void {
  yieldToOthers();
  const workerData = { parent: process.ppid, bytes: memoryMb * 1e6, signal: OUT_OF_MEMORY };
  new Worker(WATCHDOG, { eval: true, workerData, execArgv: [] }).unref();
  process.on('disconnect', () => process.exit(0));
  const send = (answer: ChallengerAnswer) => process.send!(answer);
  let before = process.cpuUsage();
  const used = (): number => {
    const now = process.cpuUsage();
    const micros = now.user + now.system - before.user - before.system;
    before = now;
    return micros / 1000;
  };
  process.on('message', (request: ChallengerRequest) => {
    const { id } = request;
    try {
      const began = performance.now();
      const { items } = listFor(request);
      const ms = Number((performance.now() - began).toFixed(3));
      const score = items[0]?.score ?? 0;
      send({ type: 'list', id, items: items.map(({ itemId }) => itemId), score, ms, used: used() });
    } catch (error) {
      send({ type: 'failed', id, why: (error as Error).message, used: used() });
    }
  });
  send({ type: 'ready' });
}

/**
 * Takes about a sixtieth of a core when others need it all, enough for some answers a second, so that it doesn't look broken.
 * On Linux, each thread has a priority of its own, and those that collect garbage are there already.
 */
function yieldToOthers(): void {
  try {
    const priority = Math.min(constants.priority.PRIORITY_LOW, getPriority() + LOWER);
    for (const thread of threads()) setPriority(thread, priority);
  } catch {
    // Some systems don't allow it.
  }
}

function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [process.pid]; // not on Linux
  }
}

/** The list that the model would show. */
function listBy(model: ServedModel, { user, ratings, options }: ChallengerRequest): ServedList {
  if (ratings) return model.forVisitor(ratings, options);
  return model.forUser(userId(user), options) ?? model.forEverybody(options);
}

/** @param dir the folder of its model */
async function main(dir: string, memoryMb: number): Promise<void> {
  const model = new ServedModel(await loadModel(dir), 0);
  serveChallenger(memoryMb, (request) => listBy(model, request));
}

if (require.main === module) void main(process.argv[2], Number(process.argv[3]));
