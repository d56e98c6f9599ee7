/** Questions that a cell's code asks the user, who answers in a field below the cell. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CellRun } from './cell-run';

/** What is asked; a password is hidden while it is typed. */
export interface Question {
  readonly prompt: string;
  readonly password?: boolean;
}

/** The front end that asks, if it has agreed to do so for this cell. */
export interface FrontEndInput {
  /** Rejects with the signal's reason when it is aborted. */
  ask(question: Question, signal: AbortSignal): Promise<string>;
  /** Returns only when the user has answered. @throws {Interrupted} when the cell is stopped */
  askNow(question: Question, signal: AbortSignal): string;
}

/** Nobody can answer. */
export class InputError extends Error {
  override name = 'InputError';
}

/** The questions of one cell. */
export class CellQuestions {
  private readonly open = new Set<Promise<string>>();
  private hasEnded = false;

  /** @param input undefined if the front end takes no input */
  constructor(
    readonly input: FrontEndInput | undefined,
    private readonly run: CellRun,
  ) {}

  /** Waits for the answer, and nothing else happens in the kernel meanwhile. @throws {InputError} */
  askNow(question: Question): string {
    return this.inputFor(question).askNow(question, this.run.signal);
  }

  /** The answer; the cell doesn't end before it. @param signal withdraws the question */
  async ask(question: Question, signal?: AbortSignal): Promise<string> {
    const own = this.run.signal;
    const input = this.inputFor(question);
    const answer = input.ask(question, signal ? AbortSignal.any([own, signal]) : own);
    this.open.add(answer);
    try {
      return await answer;
    } finally {
      this.open.delete(answer);
    }
  }

  get areOpen(): boolean {
    return this.open.size > 0;
  }

  /** Fulfilled when all are answered, including those asked upon an answer. */
  async answered(): Promise<void> {
    while (this.areOpen) {
      await Promise.allSettled(this.open);
      await nextTurn();
    }
  }

  /** The cell has ended: the front end no longer expects questions from it. */
  end(): void {
    this.hasEnded = true;
  }

  private inputFor({ prompt }: Question): FrontEndInput {
    const cannot = `Cannot ask ${JSON.stringify(prompt)}`;
    if (!this.input)
      throw new InputError(
        `${cannot}: what runs this cell takes no input (allow_stdin is false), like nbconvert. Run it in JupyterLab, for example.`,
      );
    if (this.hasEnded) throw new InputError(`${cannot}: the cell that this code belongs to has ended.`);
    return this.input;
  }
}
