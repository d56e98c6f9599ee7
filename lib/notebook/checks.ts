/** The last cell of a notebook: what must be true after everything above has run. */
import { called, checkArgument, RECORD } from '../core/arguments';
import { LabError } from '../core/errors';
import { escapeHtml } from '../core/html/escape-html';
import { DISPLAY, type MimeBundle } from '../kernel/display';

/** A check failed; the message lists all of them. */
export class CheckError extends LabError {
  constructor(message: string) {
    super('CHECK', message);
  }
}

const STATEMENTS = called("an object such as { 'there are ratings': ratings.length > 0 }", RECORD);

/** The outcome of a statement that the chosen parameters or data say nothing about. */
const NOT_ASKED: unique symbol = Symbol('not asked');

/** The outcome of a statement. */
export type Outcome = boolean | typeof NOT_ASKED;

/** Checks that did not fail, shown as a list. */
export interface CheckReport {
  readonly passed: readonly string[];
  /** Statements of `onlyIf` that were not checked. */
  readonly notAsked: readonly string[];
  [DISPLAY](): MimeBundle;
}

/**
 * Statements that hold only for some parameters or data, such as a number from the tutorial. Anyone who tries another
 * value is told that the statement was not checked, not that the notebook is broken.
 *
 * ```ts
 * checks({
 *   'the error is above 0': rmse > 0,
 *   ...onlyIf(neighbors === 40, { 'RMSE as in the tutorial': Math.abs(rmse - 1.0194) < 0.0002 }),
 * });
 * ```
 */
export function onlyIf(
  asked: boolean,
  statements: Readonly<Record<string, boolean>>,
): Readonly<Record<string, Outcome>> {
  checkArgument('onlyIf', 'statements', statements, STATEMENTS);
  if (asked) return statements;
  return Object.fromEntries(Object.keys(statements).map((statement) => [statement, NOT_ASKED]));
}

/**
 * Shows that each statement holds, or fails the cell.
 *
 * ```ts
 * checks({ 'there are 100,000 ratings': ratings.size === 100_000 });
 * ```
 * @throws CheckError if a statement is false (lists all statements with their outcomes) or if there are none
 */
export function checks(statements: Readonly<Record<string, Outcome>>): CheckReport {
  checkArgument('checks', 'statements', statements, STATEMENTS);
  const entries = Object.entries(statements);
  if (entries.length === 0) throw new CheckError('checks: expected at least one statement, got none');
  const line = ([statement, outcome]: [string, Outcome]) =>
    `${signOf(outcome)} ${wordsOf(statement, outcome)}`;
  const failed = entries.filter(([, outcome]) => outcome !== true && outcome !== NOT_ASKED);
  if (failed.length > 0) {
    throw new CheckError(
      `${failed.length} of ${entries.length} checks failed\n${entries.map(line).join('\n')}`,
    );
  }
  const named = (wanted: Outcome) =>
    entries.filter(([, outcome]) => outcome === wanted).map(([statement]) => statement);
  return {
    passed: named(true),
    notAsked: named(NOT_ASKED),
    [DISPLAY]: () => ({
      'text/plain': entries.map(line).join('\n'),
      'text/html': `<ul style="list-style: none; padding-left: 0">${entries
        .map(([statement, outcome]) => {
          const look = outcome === true ? 'color: #009e73' : 'opacity: .65';
          return `<li><span style="${look}">${signOf(outcome)}</span> ${escapeHtml(wordsOf(statement, outcome))}</li>`;
        })
        .join('')}</ul>`,
    }),
  };
}

function signOf(outcome: Outcome): string {
  if (outcome === NOT_ASKED) return '–';
  return outcome === true ? '✓' : '✗';
}

function wordsOf(statement: string, outcome: Outcome): string {
  return outcome === NOT_ASKED
    ? `${statement} (not checked: depends on other parameters or data)`
    : statement;
}
