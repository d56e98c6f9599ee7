/** Checks whether a model keeps the contract, and reports the results. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { escapeHtml } from '../core/html/escape-html';
import { orCellSignal } from '../core/running-cell';
import { DISPLAY, type MimeBundle } from '../kernel/display';
import type { ModelEntry } from '../models/registry';
import { CONTRACT } from './contract';
import { type ContractCheck, reasonToSkip, Subject } from './contract-check';

/** The result of a check. */
export interface CheckResult {
  /** `lists`. */
  readonly subject: string;
  readonly what: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped; empty if it passed. */
  readonly why: string;
  /** The error, if it failed. */
  readonly error?: unknown;
}

/** The results of all checks; displayed as a table. */
export interface ContractReport {
  readonly model: string;
  readonly passed: readonly CheckResult[];
  readonly failed: readonly CheckResult[];
  readonly skipped: readonly CheckResult[];
  [DISPLAY](): MimeBundle;
}

/** Options of `checkContract`. */
export interface CheckContractOptions {
  /** Only these subjects, such as `['lists', 'saving']`. Default: all. */
  readonly subjects?: readonly string[];
  /**
   * Checks that the model can't pass, by their `what`, with the reason. They must fail, and then count as
   * skipped. If one passes, its excuse no longer applies, and it counts as failed.
   */
  readonly excused?: Readonly<Record<string, string>>;
  /** Aborting it stops the checks, between two of them, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the contract that every model of this library keeps on a model: about sixty checks on synthetic
 * ratings. A check that needs a capability that the model doesn't declare, or an option that it doesn't have,
 * is skipped with the reason.
 *
 * @param entry an entry as in the registry
 * @example
 * const report = await checkContract(modelEntry('MostPopular'));
 * report.failed.map(({ what, why }) => `${what}: ${why}`); // []
 */
export async function checkContract(
  entry: ModelEntry,
  options: CheckContractOptions = {},
): Promise<ContractReport> {
  const { subjects = Object.keys(CONTRACT), excused } = options;
  const signal = orCellSignal(options.signal);
  const subject = new Subject(entry);
  const results: CheckResult[] = [];
  for (const name of subjects) {
    for (const check of CONTRACT[name] ?? []) {
      await nextTurn(); // lets a stop button take effect
      signal?.throwIfAborted();
      results.push({ subject: name, what: check.what, ...(await runCheck(check, subject, excused)) });
      signal?.throwIfAborted();
    }
  }
  return reportOf(entry.name, results);
}

/** Runs one check on one model. */
export async function runCheck(
  check: ContractCheck,
  subject: Subject,
  excused: CheckContractOptions['excused'] = {},
): Promise<Pick<CheckResult, 'outcome' | 'why' | 'error'>> {
  const reason = reasonToSkip(check, subject);
  if (reason !== undefined) return { outcome: 'skipped', why: reason };
  const excuse = Object.hasOwn(excused, check.what) ? excused[check.what] : undefined;
  try {
    await check.run(subject);
  } catch (error) {
    if (excuse !== undefined) return { outcome: 'skipped', why: excuse };
    return { outcome: 'failed', why: error instanceof Error ? error.message : String(error), error };
  }
  if (excuse === undefined) return { outcome: 'passed', why: '' };
  const error = new Error(`the check passes, so it needs no excuse; remove the excuse: ${excuse}`);
  return { outcome: 'failed', why: error.message, error };
}

function reportOf(model: string, results: readonly CheckResult[]): ContractReport {
  const [failed, skipped, passed] = (['failed', 'skipped', 'passed'] as const).map((wanted) =>
    results.filter(({ outcome }) => outcome === wanted),
  );
  const head = `${model}: ${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`;
  const rows = [...failed, ...skipped, ...passed];
  return {
    model,
    passed,
    failed,
    skipped,
    [DISPLAY]: () => ({
      'text/plain': [head, ...rows.map(lineOf)].join('\n'),
      'text/html': `<table><caption>${escapeHtml(head)}</caption><thead><tr><th>${HEADS.join('</th><th>')}</th></tr></thead><tbody>${rows
        .map(({ subject, what, outcome, why }) => [outcome, subject, what, why].map(cellOf).join(''))
        .map((cells) => `<tr>${cells}</tr>`)
        .join('')}</tbody></table>`,
    }),
  };
}

const HEADS = ['outcome', 'subject', 'check', 'why'];

function lineOf({ subject, what, outcome, why }: CheckResult): string {
  return `${outcome}  ${subject}: ${what}${why === '' ? '' : ` (${why})`}`;
}

function cellOf(text: string): string {
  return `<td style="text-align: left; white-space: pre-wrap">${escapeHtml(text)}</td>`;
}
