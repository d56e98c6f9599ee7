/** Which epochs of a Gibbs sampler are kept as samples. */

/**
 * At most `samples` of the epochs after the burn-in, evenly spread; always with the last epoch, and at least one.
 * Epochs count from 0.
 *
 * @param plan `burnIn`: share of the epochs at the beginning that aren't kept, because the sampler starts far from
 *   likely values
 */
export function keptEpochs(plan: {
  readonly epochs: number;
  readonly burnIn: number;
  readonly samples: number;
}): ReadonlySet<number> {
  const { epochs, burnIn, samples } = plan;
  const first = Math.min(epochs - 1, Math.round(burnIn * epochs));
  const count = Math.min(samples, epochs - first);
  return new Set(
    Array.from({ length: count }, (_, n) => epochs - 1 - Math.floor((n * (epochs - first)) / count)),
  );
}
