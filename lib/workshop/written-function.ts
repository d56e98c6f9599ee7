/** Judges a function by what it does: on the same inputs, it must give what a reference gives. */
import { type Mistake, right, type Verdict, wrong } from './exercise-spec';

/** An input, and what it is about: `two people who share no film`. */
export interface Probe<Arguments extends readonly unknown[]> {
  readonly about: string;
  /** Makes the arguments, each time anew because a function may change them. */
  args(): Arguments;
}

/** How to judge. */
export interface Judging<Arguments extends readonly unknown[], Result> {
  /** From simple to general: the first one that fails is shown. */
  readonly probes: readonly Probe<Arguments>[];
  readonly reference: (...args: Arguments) => Result;
  /** What to say of a right one. */
  readonly praise: string;
  /** Relative, and absolute near 0. Default 1e-9. */
  readonly tolerance?: number;
}

/** `check` and `mistakes` of an exercise whose answer is a function. */
export function judgeFunction<Arguments extends readonly unknown[], Result>(
  judging: Judging<Arguments, Result>,
  mistakes: readonly { readonly words: string; readonly written: (...args: Arguments) => Result }[],
) {
  type Written = (...args: Arguments) => Result;
  const { probes, reference, praise, tolerance = 1e-9 } = judging;
  const agree = (one: Written, other: Written) =>
    probes.every(({ args }) => isClose(outcome(one, args()), outcome(other, args()), tolerance));
  return {
    check: (written: Written): Verdict => {
      for (const { about, args } of probes) {
        const [got, wanted] = [outcome(written, args()), outcome(reference, args())];
        if (isClose(got, wanted, tolerance)) continue;
        const what = got instanceof Error ? `your function fails: ${got.message}` : `got ${shown(got)}`;
        return wrong(`For ${about}: expected ${shown(wanted)}, ${what}.`);
      }
      return right(praise);
    },
    mistakes: mistakes.map(
      ({ words, written }): Mistake<Written, unknown> => ({ words, is: (answer) => agree(answer, written) }),
    ),
  };
}

/** What a function returns or throws. The stop button's error goes through. */
function outcome<Arguments extends readonly unknown[]>(
  written: (...args: Arguments) => unknown,
  args: Arguments,
): unknown {
  try {
    return written(...args);
  } catch (error) {
    if (error instanceof Error && error.name !== 'Interrupted') return error;
    throw error;
  }
}

/** Equal, numbers up to rounding. Lists and records are compared by what they hold; two errors are equal. */
export function isClose(one: unknown, other: unknown, tolerance: number): boolean {
  if (typeof one === 'number' && typeof other === 'number') {
    if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) && Number.isNaN(other);
    if (one === other) return true;
    if (!Number.isFinite(one) || !Number.isFinite(other)) return false;
    return Math.abs(one - other) <= tolerance * Math.max(1, Math.abs(one), Math.abs(other));
  }
  if (one instanceof Error || other instanceof Error) return one instanceof Error && other instanceof Error;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return Object.is(one, other);
  }
  const [a, b] = [plain(one), plain(other)];
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isClose(a[key], b[key], tolerance))
  );
}

function plain(value: object): Record<string, unknown> {
  if (value instanceof Map) return Object.fromEntries(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array) as never;
  return value as Record<string, unknown>;
}

/** A value in a sentence, cut where it is long. */
function shown(value: unknown): string {
  if (value instanceof Error) return `an error (${value.message})`;
  const text = JSON.stringify(value instanceof Map ? Object.fromEntries(value) : value, (_, part) =>
    typeof part === 'number' ? (Number.isFinite(part) ? Number(part.toPrecision(4)) : String(part)) : part,
  );
  if (text === undefined) return String(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
