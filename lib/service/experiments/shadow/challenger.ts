/**
 * A challenger in the shadow, in a process of its own: nothing that it does can slow, break or outgrow the service. A
 * thread would share its memory, and end with it if native code crashes.
 *
 * - Few requests wait for it; while they do, others are dropped, so that its queue is bounded.
 * - It isn't asked while it has used more processor time than it may: such requests are skipped.
 * - It has a low priority, and is ended if an answer takes too long, or it takes too much memory.
 * - When it has ended, it is started again after a pause, which doubles up to a minute; after `MOST_CRASHES` ends without
 *   an answer in between, no more.
 */
import { type ChildProcess, fork } from 'node:child_process';
import * as path from 'node:path';
import { IS_PACKAGED } from '../../../core/packaged';
import type { ShadowDefinition } from '../definition';
import type { AskedList, ChallengerAnswer, ChallengerRequest } from './challenger-messages';
import { ProcessorBudget } from './processor-budget';

/** What came of a request, or of the process. */
export type Loss = 'skipped' | 'dropped' | 'failed' | 'late' | 'crashes';

export interface ChallengerOptions {
  /** Folders are relative to this one. */
  readonly dir: string;
  readonly onLoss: (loss: Loss) => void;
  readonly onNote: (note: string) => void;
  /** Milliseconds before the first new start. Default 1,000. */
  readonly pause?: number;
  /** The program of the process. Default: the one that serves the model. */
  readonly program?: string;
}

type List = Extract<ChallengerAnswer, { type: 'list' }>;

interface Pending {
  readonly since: number;
  readonly done: (list: List) => void;
}

/** Requests that wait. */
const MOST_PENDING = 8;
/** Seconds to load the model. */
const START_WITHIN = 120;
const MOST_CRASHES = 5;
const LONGEST_PAUSE = 60_000;
/** Milliseconds between two looks at what takes too long. */
const LOOK_EVERY = 250;
const PROGRAM = path.join(__dirname, `challenger-process.${IS_PACKAGED ? 'js' : 'ts'}`);

export class Challenger {
  #child: ChildProcess | undefined;
  #isReady = false;
  /** Whether it has been killed and its end hasn't been seen yet. */
  #isEnding = false;
  #isClosed = false;
  #id = 0;
  #crashes = 0;
  #pause: number;
  #startedAt = 0;
  #again: NodeJS.Timeout | undefined;
  readonly #pending = new Map<number, Pending>();
  readonly #budget: ProcessorBudget;
  readonly #look: NodeJS.Timeout;

  constructor(
    readonly definition: ShadowDefinition,
    private readonly options: ChallengerOptions,
  ) {
    this.#pause = options.pause ?? 1000;
    this.#budget = new ProcessorBudget(definition.cores);
    this.#look = setInterval(() => this.#endIfLate(), LOOK_EVERY).unref();
    this.#start();
  }

  /** The process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks it, without waiting. @param done called with the list, if there will be one */
  ask(asked: AskedList, done: (list: List) => void): void {
    if (!this.#child || !this.#isReady || this.#pending.size >= MOST_PENDING) {
      this.options.onLoss('dropped');
      return;
    }
    if (this.#budget.isSpent) {
      this.options.onLoss('skipped');
      return;
    }
    const id = ++this.#id;
    this.#pending.set(id, { since: performance.now(), done });
    const request: ChallengerRequest = { ...asked, id };
    this.#child.send(request, () => undefined); // if that fails, its end follows
  }

  /** Ends the process. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#look);
    clearTimeout(this.#again);
    this.#child?.kill('SIGKILL');
  }

  #start(): void {
    const { model, memoryMb } = this.definition;
    const { dir, program = PROGRAM } = this.options;
    const hooks = IS_PACKAGED ? [] : ['../../../core/typescript.cjs'];
    const child = fork(program, [path.resolve(dir, model), `${memoryMb}`], {
      execArgv: [
        ...hooks.flatMap((hook) => ['--require', require.resolve(hook)]),
        `--max-old-space-size=${Math.ceil(memoryMb)}`,
      ],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    this.#startedAt = performance.now();
    child.on('message', (answer: ChallengerAnswer) => this.#answered(answer));
    child.on('error', ({ message }) => this.options.onNote(`${this.#name}: ${message}`));
    child.on('exit', (code, signal) => this.#ended(code, signal));
    child.unref(); // it ends with the service, not the other way round
    child.channel?.unref();
  }

  get #name(): string {
    return `challenger ${this.definition.name}`;
  }

  #answered(answer: ChallengerAnswer): void {
    if (answer.type === 'ready') {
      this.#isReady = true;
      return;
    }
    this.#budget.spend(answer.used);
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    this.#crashes = 0;
    this.#pause = this.options.pause ?? 1000;
    if (answer.type === 'list') pending?.done(answer);
    else this.options.onLoss('failed');
  }

  #endIfLate(): void {
    const now = performance.now();
    const [oldest] = this.#pending.values();
    const { seconds } = this.definition;
    const isLate = oldest !== undefined && now - oldest.since > seconds * 1000;
    const isStuck = !this.#isReady && now - this.#startedAt > START_WITHIN * 1000;
    if (!this.#child || this.#isEnding || !(isLate || isStuck)) return;
    this.#isEnding = true;
    this.#isReady = false;
    const what = isLate ? `more than ${seconds} s for an answer` : `more than ${START_WITHIN} s to start`;
    this.options.onNote(`${this.#name} took ${what} and was ended`);
    if (isLate) {
      this.#pending.delete(this.#pending.keys().next().value!);
      this.options.onLoss('late');
    }
    this.#child.kill('SIGKILL');
  }

  #ended(code: number | null, signal: string | null): void {
    this.#child = undefined;
    this.#isReady = false;
    this.#isEnding = false;
    for (const _ of this.#pending) this.options.onLoss('dropped');
    this.#pending.clear();
    if (this.#isClosed) return;
    this.options.onLoss('crashes');
    this.#crashes++;
    const why =
      signal === 'SIGUSR2'
        ? `it took more than ${this.definition.memoryMb} MB`
        : (signal ?? `exit code ${code}`);
    if (this.#crashes >= MOST_CRASHES) {
      this.options.onNote(
        `${this.#name} ended (${why}), ${MOST_CRASHES} times in a row without an answer, and will not start again before the next reload`,
      );
      return;
    }
    this.options.onNote(`${this.#name} ended (${why}); it starts again in ${this.#pause / 1000} s`);
    this.#again = setTimeout(() => this.#start(), this.#pause).unref();
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }
}
