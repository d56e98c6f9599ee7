/** The descent of the kernel's tour: what it yields at each step, for a learning rate. */
export type Descent = (rate: number) => Iterable<{ readonly error: number }>;

/** The error after all steps. */
export function lastError(descent: Descent, rate: number): number {
  let last = Number.NaN;
  for (const { error } of descent(rate)) last = error;
  return last;
}
