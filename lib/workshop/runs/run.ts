/** A run: the result of one set of parameters, and which runs may be compared. */
import type { Receipt } from '../../evaluation/receipt';

/** A value of a parameter. */
export type Param = string | number | boolean | null;

/** A run as it is kept: plain JSON. */
export interface Run {
  readonly label: string;
  /** The model's name; absent in runs recorded by hand. */
  readonly model?: string;
  readonly params: Readonly<Record<string, Param>>;
  /** By name; null where a metric isn't defined. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** What was measured, for instance `ratings` or `lists`. */
  readonly of: string;
  readonly protocol: Readonly<Record<string, string | number>>;
  readonly receipt?: Receipt;
}

/** Whether a line of the file is a run. */
export function isRun(value: object): boolean {
  const { label, params, metrics, of, protocol } = value as Partial<Record<string, unknown>>;
  const isRecord = (part: unknown) => typeof part === 'object' && part !== null && !Array.isArray(part);
  return typeof label === 'string' && typeof of === 'string' && [params, metrics, protocol].every(isRecord);
}

/** What two runs must share to be compared: data, split, and how it was measured. Undefined without a receipt. */
export function groundOf({ of, protocol, receipt }: Run): string | undefined {
  if (receipt === undefined) return undefined;
  const { data, split, context = null } = receipt;
  return JSON.stringify([of, data, split, context, Object.entries(protocol).sort()]);
}

/** Repeating a run replaces it: it is the same if label, parameters and ground are. */
export function withoutRepeats(runs: readonly Run[]): Run[] {
  const kept = new Map<string, Run>();
  for (const run of runs) {
    const { label, model = null, params, of } = run;
    kept.set(JSON.stringify([label, model, Object.entries(params).sort(), of, groundOf(run)]), run);
  }
  return [...kept.values()];
}

/** A letter for each ground, in order of appearance; runs without a receipt have none. */
export function groundLetters(runs: readonly Run[]): (string | undefined)[] {
  const grounds = [...new Set(runs.map(groundOf).filter((ground) => ground !== undefined))];
  const letter = (n: number): string =>
    (n >= 26 ? letter(Math.floor(n / 26) - 1) : '') + String.fromCharCode(65 + (n % 26));
  return runs.map((run) => {
    const ground = groundOf(run);
    return ground === undefined ? undefined : letter(grounds.indexOf(ground));
  });
}

/** The names of the parameters in which runs differ, in order of appearance. */
export function changedParams(runs: readonly Run[]): string[] {
  const names = new Set(runs.flatMap(({ params }) => Object.keys(params)));
  return [...names].filter(
    (name) => new Set(runs.map(({ params }) => JSON.stringify(params[name]))).size > 1,
  );
}

/** A run's parameters as code. */
export function codeOf({ model, params }: Run): string {
  const text = (value: Param) =>
    typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
  const name = (key: string) => (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : text(key));
  const pairs = Object.entries(params).map(([key, value]) => `${name(key)}: ${text(value)}`);
  const options = pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  return model === undefined ? `const params = ${options};` : `createModel(${text(model)}, ${options})`;
}
