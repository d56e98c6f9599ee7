/**
 * Random numbers that belong to a pair: the same seed and pair give the same number, whatever was asked
 * before. A generator can't do that, as its numbers depend on the order of the questions.
 */

/**
 * A normally distributed number (mean 0, standard deviation 1) for a seed and two whole numbers.
 * Box and Muller's method (1958) on two hashes of the three, each mixed as in MurmurHash3.
 */
export function pairNormal(seed: number, first: number, second: number): number {
  const hash = mix(mix(mix(seed) ^ first) ^ second);
  // Plus a half: the logarithm of 0 must not be asked for.
  const radius = Math.sqrt(-2 * Math.log(((hash >>> 0) + 0.5) / 2 ** 32));
  const angle = (2 * Math.PI * (mix(hash) >>> 0)) / 2 ** 32;
  return radius * Math.cos(angle);
}

/** A bijection of the 32-bit numbers in which every bit of the input changes about half of the output's. */
function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0; // so that 0 isn't mapped to 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
