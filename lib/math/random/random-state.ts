/**
 * NumPy's legacy generator, `numpy.random.RandomState`: the same seed gives the same numbers, so that splits
 * and initial values match the Python tutorial's.
 *
 * It is the Mersenne Twister MT19937 (M. Matsumoto, T. Nishimura, 1998) with NumPy's methods of turning its
 * 32-bit output into numbers. `normal`, `gamma` and `exponential` may differ from NumPy in the last bit, because the C
 * library's logarithm may; all else is identical bit for bit.
 */
import { OptionError } from '../../core/errors';

const SIZE = 624;
const SHIFT = 397;

/** The largest seed: 2^32 − 1. */
const MAX_SEED = 0xffffffff;

/**
 * A stream of random numbers; not cryptographically secure. Memory: 2.5 KB. Tens of millions of draws per
 * second.
 *
 * @example
 * const random = new RandomState(42);
 * random.random();         // 0.3745401188473625
 * random.permutation(4);   // Int32Array of 0 to 3 in random order
 */
export class RandomState {
  private readonly state = new Int32Array(SIZE);
  private next = SIZE;
  /** The polar method produces normal numbers in pairs; the second is kept here, as in NumPy. */
  private spare: number | undefined;

  /** @param seed a whole number from 0 to 2^32 − 1. @throws OptionError for any other seed */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
      throw new OptionError(`RandomState: seed must be a whole number from 0 to ${MAX_SEED}, got ${seed}`);
    }
    const state = this.state;
    state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const before = state[i - 1];
      state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
  }

  /** A whole number from 0 to 2^32 − 1. */
  uint32(): number {
    if (this.next === SIZE) this.refill();
    let bits = this.state[this.next++];
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  }

  /** A number in [0, 1) with 53 random bits. NumPy: `random_sample`. */
  random(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A number in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.random();
  }

  /** A normally distributed number, by Marsaglia's polar method. */
  normal(mean = 0, standardDeviation = 1): number {
    return mean + standardDeviation * this.gauss();
  }

  /**
   * A number from the gamma distribution with this shape and scale 1; its mean and variance are `shape`. NumPy:
   * `standard_gamma`.
   *
   * Sources: for shapes above 1, G. Marsaglia, W. W. Tsang, "A Simple Method for Generating Gamma Variables",
   * 2000; below 1, J. Ahrens, U. Dieter, "Computer Methods for Sampling from Gamma, Beta, Poisson and Binomial
   * Distributions", 1974.
   *
   * @throws OptionError for a shape that isn't above 0
   */
  gamma(shape: number): number {
    if (!(shape > 0 && Number.isFinite(shape))) {
      throw new OptionError(`RandomState: shape must be a number above 0, got ${shape}`);
    }
    if (shape === 1) return this.exponential();
    if (shape < 1) {
      for (;;) {
        const u = this.random();
        const v = this.exponential();
        if (u <= 1 - shape) {
          const x = u ** (1 / shape);
          if (x <= v) return x;
        } else {
          const y = -Math.log((1 - u) / shape);
          const x = (1 - shape + shape * y) ** (1 / shape);
          if (x <= v + y) return x;
        }
      }
    }
    const b = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * b);
    for (;;) {
      let x: number;
      let root: number;
      do {
        x = this.gauss();
        root = 1 + c * x;
      } while (root <= 0);
      const v = root ** 3;
      const u = this.random();
      if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + b * (1 - v + Math.log(v))) return b * v;
    }
  }

  /** A number from the exponential distribution with mean 1. NumPy: `standard_exponential`. */
  exponential(): number {
    return -Math.log(1 - this.random());
  }

  /** A whole number from 0 to `max`, inclusive, uniformly distributed. Draws nothing if `max` is 0. */
  interval(max: number): number {
    if (!Number.isInteger(max) || max < 0 || max > MAX_SEED) {
      throw new OptionError(`RandomState: max must be a whole number from 0 to ${MAX_SEED}, got ${max}`);
    }
    if (max === 0) return 0;
    // The smallest 2^b − 1 that covers max; larger numbers are rejected, which keeps the distribution
    // uniform.
    const mask = 0xffffffff >>> Math.clz32(max);
    let value = (this.uint32() & mask) >>> 0;
    while (value > max) value = (this.uint32() & mask) >>> 0;
    return value;
  }

  /** A whole number from `low` to `high` − 1. NumPy: `randint`. */
  integer(low: number, high: number): number {
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high <= low) {
      throw new OptionError(`RandomState: low must be a whole number below high, got ${low} and ${high}`);
    }
    return low + this.interval(high - low - 1);
  }

  /** Shuffles an array in place; each order is equally likely. */
  shuffle(array: { [position: number]: unknown; readonly length: number }): void {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.interval(i);
      const held = array[i];
      array[i] = array[j];
      array[j] = held;
    }
  }

  /** 0 to length − 1 in random order. */
  permutation(length: number): Int32Array {
    const places = Int32Array.from({ length }, (_, place) => place);
    this.shuffle(places);
    return places;
  }

  /** Several normal numbers, in the order in which NumPy fills `normal(mean, sd, size)`. */
  normals(length: number, mean = 0, standardDeviation = 1): Float64Array {
    const values = new Float64Array(length);
    for (let n = 0; n < length; n++) values[n] = mean + standardDeviation * this.gauss();
    return values;
  }

  /** Several numbers in [low, high), like `uniform(low, high, size)`. */
  uniforms(length: number, low = 0, high = 1): Float64Array {
    const values = new Float64Array(length);
    for (let n = 0; n < length; n++) values[n] = low + (high - low) * this.random();
    return values;
  }

  private gauss(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.random() - 1;
      y = 2 * this.random() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    this.spare = factor * x;
    return factor * y;
  }

  private refill(): void {
    const state = this.state;
    for (let i = 0; i < SIZE; i++) {
      const bits = (state[i] & 0x80000000) | (state[i + 1 < SIZE ? i + 1 : 0] & 0x7fffffff);
      const other = state[i + SHIFT < SIZE ? i + SHIFT : i + SHIFT - SIZE];
      state[i] = other ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
    }
    this.next = 0;
  }
}
