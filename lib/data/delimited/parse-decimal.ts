/**
 * Parses the bytes of a field as a number.
 */

/** The byte of a decimal point. */
export const POINT = 0x2e;
/** The byte of a decimal comma. */
export const COMMA = 0x2c;

/**
 * The decimal number in bytes[start, end); NaN if it isn't one (including 'NaN' and ''). Numbers of up to 15
 * digits are computed without making a string: value and power of ten are then both exact, so their quotient
 * is the correctly rounded number, identical to `Number(text)`.
 *
 * @param point the decimal separator: the byte of `.` or `,`
 */
export function parseDecimal(bytes: Buffer, start: number, end: number, point = POINT): number {
  let p = start;
  const negative = bytes[p] === 0x2d;
  if (negative) p++;
  let value = 0;
  let digits = 0;
  let scale = 1;
  for (let digit = 0; p < end; p++, digits++) {
    digit = bytes[p] - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (p < end && digits > 0 && bytes[p] === point) {
    for (p++; p < end; p++, digits++) {
      const digit = bytes[p] - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      scale *= 10;
    }
  }
  if (p === end && digits > 0 && digits <= 15) return (negative ? -value : value) / scale;
  return uncommonDecimal(bytes.toString('latin1', start, end), point);
}

/** A number with an exponent, a plus, or more than 15 digits; NaN for anything else. */
function uncommonDecimal(field: string, point: number): number {
  const other = point === COMMA ? '.' : ',';
  const text = point === COMMA ? field.replace(',', '.') : field;
  if (field.includes(other)) return Number.NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}
