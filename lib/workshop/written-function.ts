/** Judges a function by what it does: on the same inputs, it must give what a reference gives. */
import { inspect } from 'node:util';
import { cutIndex } from '../core/well-formed';
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

/**
 * Equal, numbers up to rounding. Lists, records, Maps and Sets are compared by what they hold, Sets in any order; two
 * errors are equal.
 */
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
  if (one instanceof Date || other instanceof Date) {
    return one instanceof Date && other instanceof Date && Object.is(one.getTime(), other.getTime());
  }
  if (one instanceof Set || other instanceof Set) {
    if (!(one instanceof Set && other instanceof Set) || one.size !== other.size) return false;
    const members = [...other];
    return [...one].every(
      (member) => other.has(member) || members.some((own) => isClose(member, own, tolerance)),
    );
  }
  if (one instanceof Map && other instanceof Map) {
    return (
      one.size === other.size &&
      [...one].every(([key, value]) => other.has(key) && isClose(value, other.get(key), tolerance))
    );
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
  const text = inspect(rounded(value, DEPTH), {
    depth: DEPTH,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
  });
  return text.length > 160 ? `${text.slice(0, cutIndex(text, 160))}…` : text;
}

/** Levels of lists and records that are shown. */
const DEPTH = 4;

/** The value with four digits of each number. */
function rounded(value: unknown, depth: number): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(4));
  if (typeof value !== 'object' || value === null || depth < 0) return value;
  const inside = (part: unknown) => rounded(part, depth - 1);
  if (Array.isArray(value)) return value.map(inside);
  if (value instanceof Set) return new Set([...value].map(inside));
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [key, inside(part)]));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Float64Array, inside);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inside(part)]));
}
