/** What the kernel answers to a front end's questions; messages and sockets are `server.ts`'s business. */
import { JupyterHandlerImpl } from 'tslab/dist/jupyter';
import { asCell, type CellOutput } from './cell-context';
import type { CellOutcome, CellRunner } from './cell-runner';
import { toBundle } from './formats/format';
import type { CellError } from './traceback';

export interface ExecuteRequest {
  code: string;
  silent: boolean;
  store_history?: boolean;
  stop_on_error?: boolean;
}

export type ExecuteReply = { execution_count: number; user_expressions?: object; payload?: object[] } & (
  | { status: 'ok' }
  | { status: 'aborted' }
  | ({ status: 'error' } & CellError)
);

/** tslab's handler for completion and inspection, with cells run and described by our own {@link CellRunner}. */
export class NotebookHandler extends JupyterHandlerImpl {
  private count = 0;
  private contacted = false;

  /** @param onFirstContact called once, when a front end has asked what kernel this is */
  constructor(
    private readonly runner: CellRunner,
    private readonly onFirstContact: () => void,
  ) {
    super(
      {
        inspect: (code, position) => runner.inspect(code, position),
        complete: (code, position) => runner.complete(code, position),
        close: () => runner.close(),
        execute: () => Promise.reject(new Error('cells are run by runCell')),
        interrupt: () => runner.interrupt(),
        reset: () => {},
        locals: {},
      },
      false,
    );
  }

  override handleKernel() {
    const info = super.handleKernel();
    if (!this.contacted) this.onFirstContact();
    this.contacted = true;
    return {
      ...info,
      status: 'ok',
      implementation: 'recommender-lab',
      banner: 'TypeScript in a notebook, on tslab',
      language_info: {
        ...info.language_info,
        version: require('@tslab/typescript-for-tslab').version as string,
        pygments_lexer: 'typescript',
        nbconvert_exporter: 'script',
      },
    };
  }

  override handleShutdown(request: { restart: boolean }) {
    return { status: 'ok', restart: request.restart };
  }

  /** Runs a cell, shows its result or its error, and says how it ended. */
  async runCell(request: ExecuteRequest, output: CellOutput): Promise<ExecuteReply> {
    const number = request.silent ? this.count : ++this.count;
    return asCell(output, async () => {
      const outcome = await this.runAndShow(request.code, number, output);
      output.flush();
      if (outcome.ok) {
        return { status: 'ok', execution_count: number, user_expressions: {}, payload: [] };
      }
      return { status: 'error', execution_count: number, ...outcome.error };
    });
  }

  /** What a request gets that was waiting behind a failed one. */
  abort(): ExecuteReply {
    return { status: 'aborted', execution_count: this.count };
  }

  get executionCount(): number {
    return this.count;
  }

  private async runAndShow(code: string, number: number, output: CellOutput): Promise<CellOutcome> {
    const outcome = await this.runner.run(code, number);
    output.end(howItEnded(outcome));
    if (!outcome.ok) {
      output.error(outcome.error);
      return outcome;
    }
    const bundle = await toBundle(outcome.value);
    if (bundle) output.result(bundle, number);
    return outcome;
  }
}

function howItEnded(outcome: CellOutcome): 'done' | 'failed' | 'interrupted' {
  if (outcome.ok) return 'done';
  return outcome.error.ename === 'Interrupted' ? 'interrupted' : 'failed';
}
