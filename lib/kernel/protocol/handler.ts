/** Answers a front end's requests; messages and their order are handled by `server.ts`. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { IDENTIFIER } from '../../core/identifier';
import { stopCaptured } from '../cells/capture';
import { asCell, type CellOutput } from '../cells/cell-context';
import type { CellOutcome, CellRunner } from '../cells/cell-runner';
import type { CellError } from '../cells/traceback';
import { toBundle } from '../formats/format';
import { cellCode, kernelWork } from '../stop/may-end';
import { TYPESCRIPT_VERSION } from '../typescript/compiler';
import type { History, HistoryRequest } from './history';
import { type Completeness, isComplete } from './is-complete';
import { PROTOCOL } from './message';
import { cursorOf, type ExecuteRequest } from './requests';
import { evaluateExpressions } from './user-expressions';

export type ExecuteReply = { execution_count: number; user_expressions?: object; payload?: object[] } & (
  | { status: 'ok' }
  | ({ status: 'error' } & CellError)
);

/** The execution count of a cell that hasn't run, as ipykernel sends it. */
export type AbortedReply = { status: 'aborted' };

/** `model?` or `model??` asks for a description of a name; no TypeScript has this form. */
const QUESTION = new RegExp(`^\\s*(${IDENTIFIER}(?:\\.${IDENTIFIER})*)\\s*\\?{1,2}\\s*$`, 'u');

export class NotebookHandler {
  private count = 0;
  private contacted = false;
  /** The running cell and a way to end it. */
  private running: { output: CellOutput; end: (outcome: CellOutcome) => void } | undefined;

  /**
   * @param onFirstContact called once, when a front end first asks for kernel info
   * @param language the language of the cells, as in a kernel's info
   */
  constructor(
    private readonly runner: CellRunner,
    private readonly remembered: History,
    private readonly onFirstContact: () => void,
    private readonly language: object,
  ) {}

  kernelInfo(): object {
    if (!this.contacted) this.onFirstContact();
    this.contacted = true;
    return {
      status: 'ok',
      protocol_version: PROTOCOL,
      implementation: 'recommender-lab',
      implementation_version: '1.0.0',
      banner: `TypeScript ${TYPESCRIPT_VERSION} in a notebook`,
      language_info: this.language,
    };
  }

  isComplete(code: string): Completeness {
    return isComplete(code);
  }

  complete(code: string, position: number): object {
    const { start, end, candidates } = this.runner.complete(code, position);
    return {
      status: 'ok',
      matches: candidates,
      cursor_start: cursorOf(code, start),
      cursor_end: cursorOf(code, end),
      metadata: {},
    };
  }

  inspect(code: string, position: number): object {
    const text = this.runner.inspect(code, position);
    return {
      status: 'ok',
      found: text !== undefined,
      data: text ? { 'text/plain': text } : {},
      metadata: {},
    };
  }

  history(request: HistoryRequest): object {
    return { status: 'ok', history: this.remembered.find(request) };
  }

  /** Ends the running cell with an `Interrupted` error, and work that continues for cells that have ended. */
  interrupt(): void {
    this.running?.output.run.stop();
    stopCaptured();
  }

  /**
   * Runs a cell, shows its result or its error, and reports how it ended.
   * @param events.onFailure called before an error is shown, after the requests sent during the cell have arrived
   * @param events.onEnd called once, with the reply
   */
  async runCell(
    request: ExecuteRequest,
    output: CellOutput,
    { onFailure, onEnd }: { onFailure: () => void; onEnd: (reply: ExecuteReply) => void },
  ): Promise<void> {
    const number = this.nextCount(request);
    this.count = number;
    const question = QUESTION.exec(request.code)?.[1];
    if (question !== undefined) {
      const about = this.runner.inspect(question, question.length) ?? `${question} is not defined`;
      const page = { source: 'page', data: { 'text/plain': about }, start: 0 };
      onEnd({ status: 'ok', execution_count: number, user_expressions: {}, payload: [page] });
      return;
    }
    const end = (outcome: CellOutcome, shown?: string, user_expressions: object = {}) => {
      if (this.running?.output !== output) return; // it was abandoned
      this.running = undefined;
      output.hint();
      if (!outcome.ok) {
        onFailure();
        output.error(outcome.error);
      }
      output.flush();
      const remember = () => this.remembered.add(number, request.code, shown);
      if (request.store_history) setImmediate(() => kernelWork(remember)); // after the answer is sent
      if (outcome.ok) onEnd({ status: 'ok', execution_count: number, user_expressions, payload: [] });
      else onEnd({ status: 'error', execution_count: number, ...outcome.error });
    };
    this.running = { output, end };
    await asCell(output, async () => {
      const { outcome, shown } = await this.runAndShow(request.code, number, output);
      if (!outcome.ok) {
        await nextTurn(); // requests sent during a long synchronous cell arrive now
        await nextTurn();
        end(outcome);
        return;
      }
      end(outcome, shown, await evaluateExpressions(request.user_expressions, this.runner, output));
    });
  }

  /** A stop is over: a stopped cell that hasn't ended by now never will, because its end was lost. */
  giveUpStopped(): void {
    if (!this.running?.output.run.signal.aborted) return;
    const { output, end } = this.running;
    const error = this.runner.giveUp();
    output.end('interrupted');
    end({ ok: false, error });
  }

  /** The reply to a request that was waiting behind a failed one. */
  abort(): AbortedReply {
    return { status: 'aborted' };
  }

  /** The number that this request gets when it runs next. */
  nextCount({ store_history }: ExecuteRequest): number {
    return store_history ? this.count + 1 : this.count;
  }

  close(): void {
    this.runner.close();
  }

  /** Does not show an error. */
  private async runAndShow(
    code: string,
    number: number,
    output: CellOutput,
  ): Promise<{ outcome: CellOutcome; shown?: string }> {
    const outcome = await this.afterQuestions(await this.runner.run(code, number, output.run), output);
    output.end(howItEnded(outcome));
    if (!outcome.ok) return { outcome };
    try {
      const bundle = await output.run.until(cellCode(() => toBundle(outcome.value)));
      if (!bundle) return { outcome };
      output.result(bundle, number);
      const text = bundle.data['text/plain'];
      return { outcome, shown: typeof text === 'string' ? text : undefined };
    } catch (thrown) {
      return { outcome: { ok: false, error: this.runner.describe(thrown) } }; // from the value's own display
    }
  }

  /** A cell lasts until its questions are answered: a callback of `readline` isn't awaited. */
  private async afterQuestions(outcome: CellOutcome, { questions, run }: CellOutput): Promise<CellOutcome> {
    if (!outcome.ok || !questions.areOpen) return outcome;
    try {
      await run.until(questions.answered());
      return outcome;
    } catch (thrown) {
      return { ok: false, error: this.runner.describe(thrown) };
    }
  }
}

function howItEnded(outcome: CellOutcome): 'done' | 'failed' | 'interrupted' {
  if (outcome.ok) return 'done';
  return outcome.error.ename === 'Interrupted' ? 'interrupted' : 'failed';
}
