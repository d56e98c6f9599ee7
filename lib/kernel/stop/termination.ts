/** Ends the code that runs on this thread: all of it, down to the last frame, as soon as V8 can. */
import { Session } from 'node:inspector';

/** How often an answer is asked for. */
const LAPS = 3;

let requests = 0;

/** How often code has been ended on this thread. */
export function terminations(): number {
  return requests;
}

export class Termination {
  private session: Session | undefined;
  /** Code was to end, and V8 has not yet said that it did. */
  isUnanswered = false;
  private readonly forgetContexts = contextsForgetter();

  /**
   * V8 answers when the code has ended, and refuses further requests until then. An answer that hasn't come although
   * code still runs never will: the end was caught on its way, for example by `node:vm`, whose time limit had passed at
   * the same moment. Ending an evaluation of its own makes V8 answer; it ends by itself, too, in case another limit
   * that passes meanwhile takes the end of this one.
   *
   * `mayEnd` lets no other request interrupt this one: V8 would crash.
   */
  request(): void {
    this.session ??= connected(); // stays open: disconnecting would cancel the request
    for (let lap = 0; this.isUnanswered && lap < LAPS; lap++) {
      this.session.post('Runtime.evaluate', { expression: 'for (let i = 0; i < 1e8; i++);', timeout: 1 });
    }
    this.forgetContexts?.();
    this.isUnanswered = true;
    requests++;
    this.session.post('Runtime.terminateExecution', (refused) => {
      if (refused) return;
      this.isUnanswered = false;
      this.forgetContexts?.(); // entered since the request
    });
  }
}

function connected(): Session {
  const session = new Session();
  session.connect();
  return session;
}

/**
 * Node counts the contexts that code has entered, and aborts if one that was ended is never left. This is the only
 * way to make it forget them; undefined in Node 24, which must be started with `--no-force-async-hooks-checks`.
 */
function contextsForgetter(): (() => void) | undefined {
  const node = process as unknown as {
    binding(name: string): { clearAsyncIdStack?(): void };
    noDeprecation?: boolean;
  };
  const { noDeprecation } = node;
  node.noDeprecation = true;
  try {
    return node.binding('async_wrap').clearAsyncIdStack;
  } catch {
    return undefined;
  } finally {
    node.noDeprecation = noDeprecation;
  }
}
