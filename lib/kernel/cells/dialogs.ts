/**
 * `prompt`, `confirm` and `alert`, with the words and rules of Deno: the cell waits until the user has answered in the
 * notebook. Their types are in `cell-globals.ts`.
 */
import type { Question } from './questions';

/** Defines them for all code. @param ask returns what the user has typed */
export function installDialogs(ask: (question: Question) => string): void {
  define({
    /** An empty answer means the default; null is none, as in a page. */
    prompt: (message: unknown = 'Prompt', given: unknown = '', { password = false } = {}): string => {
      const byDefault = String(given ?? '');
      const hint = byDefault === '' ? '' : ` [${byDefault}]`;
      return ask({ prompt: spaced(`${message}${hint}`), password }) || byDefault;
    },
    /** Only `y` and `Y` mean yes. */
    confirm: (message: unknown = 'Confirm'): boolean =>
      /^y$/i.test(ask({ prompt: `${message} [y/N] ` }).trim()),
    alert: (message: unknown = 'Alert'): void => void ask({ prompt: `${message} [Enter] ` }),
  });
}

/** With a space between the question and the answer, which front ends show side by side. */
function spaced(text: string): string {
  return /\s$/.test(text) ? text : `${text} `;
}

function define(functions: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(functions)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
