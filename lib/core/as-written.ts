/**
 * A rating as a person would write it: 4.2 stored in 32 bits becomes 4.2, not 4.199999809265137. Other numbers are
 * unchanged.
 */
export function asWritten(rating: number): number {
  if (typeof rating !== 'number' || Number.isInteger(8 * rating)) return rating; // binary fractions are exact
  const short = Number(rating.toPrecision(7));
  return Math.fround(short) === rating ? short : rating;
}
