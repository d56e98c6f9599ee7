/**
 * The service as `npm run serve -- --stream` starts it, with somebody who sends it feedback without a pause, and what it
 * must know at the end. It is killed between, with the broker or alone.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { createModel, type RegisteredModel } from '../../../lib/models/registry';
import { saveModel } from '../../../lib/service/package/model-package';
import { applyEvents } from '../../../lib/streaming/apply-events';
import type { EventLog } from '../../../lib/streaming/event-log';
import { LiveModel } from '../../../lib/streaming/live-model/live-model';
import type { NewEvent } from '../../../lib/streaming/stream-event';
import { freePort } from '../../bench/server-process';
import { TYPESCRIPT } from '../../cli/node-arguments';
import { CountedEvents } from './counted-events';
import { end, pause, startProcess } from './processes';

const SCRIPT = path.resolve(__dirname, '..', '..', 'serve.ts');
/** Users who send feedback: half of them are in the train set. */
const USERS = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? `u${n / 2}` : `गुमनाम ${n}`));
/** So many that nobody has said something about all of them, and lists are never empty. */
const ITEMS = 1000;
const LENGTH = 50;
const BATCH = 5;
/** Milliseconds to start, and to catch up. */
const PATIENCE = 120_000;

/** What was sent to the service, and what became of it. */
export interface ServiceCheck {
  readonly acknowledged: number;
  readonly lost: number;
  readonly twice: number;
  /** Users whose list isn't that of a clean run. */
  readonly wrongLists: readonly string[];
}

export class StrainedService {
  readonly #feedback: string;
  readonly #modelDir: string;
  readonly #items: readonly string[];
  #url = '';
  #child: ChildProcess | undefined;
  #sending: Promise<void> = Promise.resolve();
  #isOver = false;
  /** All events below this number are acknowledged. */
  #acknowledged = 0;

  private constructor(
    dir: string,
    private readonly base: RegisteredModel,
    /** `embedded`, or a broker's address. */
    private readonly stream: string,
    private readonly random: RandomState,
  ) {
    this.#items = [...base.train.items];
    this.#feedback = path.join(dir, 'feedback');
    this.#modelDir = path.join(dir, 'model');
  }

  /** Starts it, and the feedback. @param dir a folder that is there */
  static async start(dir: string, stream: string, seed: number): Promise<StrainedService> {
    const base = await createModel('KNNWithMeans', { userBased: false }).fit(table(seed));
    mkdirSync(dir, { recursive: true });
    const service = new StrainedService(dir, base, stream, new RandomState(seed));
    await saveModel(base, service.#modelDir, { date: '2026-11-30' }, []);
    await service.#start();
    service.#sending = service.#send();
    return service;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** The folder of its log, if that is embedded. */
  get logDir(): string {
    return path.join(this.#feedback, 'stream');
  }

  /** `kill -9`, and another start. Feedback continues as soon as it answers. */
  async kill(): Promise<void> {
    await end(this.#child);
    await this.#start();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await end(this.#child);
    await this.#sending;
  }

  /** Sends no more, and compares what the service knows with its log. Closes it. @param open opens its log for reading */
  async check(open: () => Promise<EventLog>): Promise<ServiceCheck> {
    this.#isOver = true;
    await this.#sending;
    await this.#caughtUp();
    const lists = new Map<string, string>();
    for (const user of USERS) lists.set(user, await this.#list(user));
    await end(this.#child);

    const counted = new CountedEvents();
    const live = new LiveModel(this.base);
    const log = await open();
    await applyEvents(log, counted, { name: 'counted', follow: false });
    await applyEvents(log, live, { name: 'clean', follow: false });
    await log.close();
    const counts = counted.trimmed();
    let lost = 0;
    for (let n = 0; n < this.#acknowledged; n++) if (!counts[n]) lost++;
    const twice = counts.filter((count) => count > 1).length;
    const isEmpty = [...lists.values()].every((list) => list.length <= 2);
    if (isEmpty) throw new Error('all lists of the service are empty: there is nothing to compare');
    const wrongLists = USERS.filter((user) => lists.get(user) !== listOf(live, user));
    return { acknowledged: this.#acknowledged, lost, twice, wrongLists };
  }

  async #start(): Promise<void> {
    const port = await freePort();
    const args = [...TYPESCRIPT, SCRIPT, '--quiet', '--rate-limit', '0', '--port', `${port}`];
    const where = ['--model', this.#modelDir, '--feedback', this.#feedback, '--stream', this.stream];
    this.#child = startProcess(process.execPath, [...args, ...where], { stdio: 'ignore' });
    this.#url = `http://127.0.0.1:${port}`;
    await this.#caughtUp();
  }

  /** Until all that was acknowledged is applied. */
  async #caughtUp(): Promise<void> {
    for (const since = performance.now(); ; await pause(50)) {
      const { status, body } = await this.#ask('/ready');
      const { hasCaughtUp, waiting, lag, isAway } = body?.stream ?? {};
      if (status === 200 && hasCaughtUp && waiting === 0 && lag === 0 && !isAway) return;
      // With the broker killed a moment ago, it is ready without.
      if (status === 200 && !this.#isOver) return;
      if (performance.now() - since > PATIENCE) {
        throw new Error(`the service has not caught up within two minutes: ${JSON.stringify(body)}`);
      }
    }
  }

  /** Feedback of all kinds, again with the same ids until it is acknowledged. */
  async #send(): Promise<void> {
    while (!this.#isOver) {
      const events = Array.from({ length: BATCH }, (_, n) => this.#event(this.#acknowledged + n));
      const body = JSON.stringify({ events });
      while (!this.#isOver) {
        const { status, body: answer } = await this.#ask('/feedback', body);
        if (status === 201) {
          this.#acknowledged += BATCH;
          break;
        }
        if (status === 400 || status === 404) throw new Error(`feedback refused: ${JSON.stringify(answer)}`);
        await pause(50);
      }
    }
  }

  #event(number: number): NewEvent {
    const { random } = this;
    const id = `s${number}`;
    const userId = USERS[random.interval(USERS.length - 1)];
    const itemId = this.#items[random.interval(this.#items.length - 1)];
    const kind = random.interval(3);
    if (kind === 0) return { type: 'rating', id, userId, itemId, rating: 1 + random.interval(4) };
    if (kind === 1) return { type: 'retraction', id, userId, itemId };
    return { type: 'click', id, userId, itemId };
  }

  async #list(user: string): Promise<string> {
    const { status, body } = await this.#ask(`/recommend/${encodeURIComponent(user)}?n=${LENGTH}`);
    if (status === 404) return '';
    if (status !== 200) throw new Error(`no list of ${user}: ${status} ${JSON.stringify(body)}`);
    return JSON.stringify(
      body.recommendations.map(({ itemId, score }: { itemId: string; score: number }) => [itemId, score]),
    );
  }

  // biome-ignore lint/suspicious/noExplicitAny: an answer of another process
  async #ask(where: string, body?: string): Promise<{ status: number; body?: any }> {
    try {
      const headers = { 'content-type': 'application/json' };
      const init = body === undefined ? {} : { method: 'POST', headers, body };
      const answer = await fetch(this.#url + where, { ...init, signal: AbortSignal.timeout(30_000) });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0 }; // killed meanwhile, or not there yet
    }
  }
}

/** Ratings of half the users who send feedback, and of others. */
function table(seed: number): Interactions {
  const random = new RandomState(seed);
  const rows = Array.from({ length: 50 * 40 }, (_, n) => {
    const item = ((n % 40) * 25 + random.interval(24)) % ITEMS; // at most one in each stretch of 25
    return [`u${Math.floor(n / 40)}`, `i${item}`, 1 + random.interval(4)] as const;
  });
  return Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
}

/** The list of a clean run. */
function listOf(live: LiveModel, user: string): string {
  const id = userId(user);
  if (!live.base.summary.users.has(id) && !live.knowsUser(user)) return '';
  return JSON.stringify(live.recommend(id, { k: LENGTH }).map(({ item, score }) => [item, score]));
}
