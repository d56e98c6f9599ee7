/** The last cell of a notebook: what must be true when everything above has run. */
import { LabError } from '../core/errors';
import { escapeHtml } from '../core/escape-html';
import { DISPLAY, type MimeBundle } from '../kernel/display';

/** A check failed; the message lists all of them. */
export class CheckError extends LabError {
  constructor(message: string) {
    super('CHECK', message);
  }
}

/** Passed checks, shown as a list. */
export interface CheckReport {
  readonly passed: readonly string[];
  [DISPLAY](): MimeBundle;
}

/**
 * Shows that each statement holds, or fails the cell.
 *
 * ```ts
 * checks({ 'there are 100,000 ratings': ratings.size === 100_000 });
 * ```
 * @throws CheckError when a statement is false, with all statements and their outcome, or when there is none
 */
export function checks(statements: Readonly<Record<string, boolean>>): CheckReport {
  const entries = Object.entries(statements);
  if (entries.length === 0) throw new CheckError('checks: give at least one statement');
  const line = ([statement, holds]: [string, boolean]) => `${holds === true ? '✓' : '✗'} ${statement}`;
  const failed = entries.filter(([, holds]) => holds !== true);
  if (failed.length > 0) {
    throw new CheckError(
      `${failed.length} of ${entries.length} checks failed\n${entries.map(line).join('\n')}`,
    );
  }
  const passed = entries.map(([statement]) => statement);
  return {
    passed,
    [DISPLAY]: () => ({
      'text/plain': entries.map(line).join('\n'),
      'text/html': `<ul style="list-style: none; padding-left: 0">${passed
        .map((statement) => `<li><span style="color: #009e73">✓</span> ${escapeHtml(statement)}</li>`)
        .join('')}</ul>`,
    }),
  };
}
