/**
 * Random numbers for pairs: the same seed and pair always give the same number. With a generator, numbers
 * would depend on the order of the calls.
 */

/**
 * A normally distributed number (mean 0, standard deviation 1) for a seed and two integers, by the Box-Muller
 * transform (1958) of two hashes of the three, each mixed as in MurmurHash3.
 */
export function pairNormal(seed: number, first: number, second: number): number {
  const hash = pairSeed(seed, first, second);
  // The added half avoids the logarithm of 0.
  const radius = Math.sqrt(-2 * Math.log((hash + 0.5) / 2 ** 32));
  const angle = (2 * Math.PI * (mix(hash) >>> 0)) / 2 ** 32;
  return radius * Math.cos(angle);
}

/** A number between 0 and 1 for a seed and two integers, uniformly distributed, with 32 random bits. */
export function pairUniform(seed: number, first: number, second: number): number {
  return (pairSeed(seed, first, second) + 0.5) / 2 ** 32;
}

/** A seed, from 0 to 2^32 − 1, for a seed and two integers. Pairs that differ in one of the two have different seeds. */
export function pairSeed(seed: number, first: number, second: number): number {
  return mix(mix(mix(seed) ^ first) ^ second) >>> 0;
}

/** A bijection on 32-bit integers in which each bit of the input flips about half of the output's. */
function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0; // so that 0 isn't mapped to 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
