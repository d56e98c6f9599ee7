/** Files that aren't delimited text, recognized by how they begin, with what to do about them. */

export interface OtherFormat {
  /** As in "it is a PDF". */
  readonly is: string;
  /** What to do, as in "unpack it first". */
  readonly advice: string;
  /** What code can do instead. */
  readonly inCode?: string;
}

const AS_CSV = 'save or export it as CSV';
const UTF_16 = { is: 'looks like UTF-16', advice: 'save it as UTF-8' };
const LITTLE_ENDIAN = { ...UTF_16, inCode: "read createReadStream(file, 'utf16le')" };
const IMAGE = { is: 'is an image', advice: 'the data must be in a text file, such as CSV' };
const PAGE = {
  is: 'is a web page (HTML)',
  advice: 'open it to see whether it is what you meant to download',
};

/** By the first bytes, in hexadecimal: enough of them that no text begins with them. */
const STARTS: readonly (readonly [start: string, format: OtherFormat])[] = [
  [
    '1f8b',
    {
      is: 'is compressed with gzip',
      advice: 'unpack it first',
      inCode: 'read createReadStream(file).pipe(createGunzip())',
    },
  ],
  ['28b52ffd', { is: 'is compressed with zstd', advice: 'unpack it first' }],
  ['fd377a58', { is: 'is compressed with xz', advice: 'unpack it first' }],
  ['377abcaf', { is: 'is a 7z archive', advice: 'unpack it first' }],
  [
    '504b0304',
    {
      is: 'is a spreadsheet (such as .xlsx) or a zip archive',
      advice: 'save the spreadsheet as CSV, or unpack the archive',
    },
  ],
  ['d0cf11e0', { is: 'is an old spreadsheet (.xls) or document', advice: AS_CSV }],
  ['255044462d', { is: 'is a PDF', advice: 'export the table as CSV from the program that made it' }],
  ['5041523115', { is: 'is a Parquet file', advice: AS_CSV }],
  ['53514c69746520666f726d6174203300', { is: 'is an SQLite database', advice: 'export the table as CSV' }],
  ['89504e47', IMAGE],
  ['ffd8ff', IMAGE],
  ['fffe', LITTLE_ENDIAN],
  ['feff', UTF_16],
];

/** Different control characters that a damaged text may have. */
const MOST_CONTROLS = 4;

/** The format of a file that isn't delimited text; undefined if it may be. */
export function otherFormat(bytes: Uint8Array): OtherFormat | undefined {
  const first = Buffer.from(bytes.subarray(0, 16));
  const hex = first.toString('hex');
  const [, known] = STARTS.find(([start]) => hex.startsWith(start)) ?? [];
  if (known) return known;
  if (/^<(!doc|htm)/i.test(first.toString('latin1'))) return PAGE;
  // Latin letters and digits without a byte order mark.
  const isWide = first.length > 3 && first[0] && first[2] && !first[1] && !first[3];
  return isWide ? LITTLE_ENDIAN : undefined;
}

/**
 * The format of a file with zero bytes: in UTF-16, most characters have one, always in the same half; with many other
 * control characters, it isn't text at all. Undefined for text in which zero bytes are a fault.
 */
export function formatWithZeros(bytes: Uint8Array): OtherFormat | undefined {
  const zeros = [0, 0];
  const controls = new Set<number>();
  bytes.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2]!++;
    if (byte < 9 || (byte > 13 && byte < 32)) controls.add(byte);
  });
  if (Math.max(...zeros) > bytes.length / 4 && Math.min(...zeros) === 0) return UTF_16;
  return controls.size > MOST_CONTROLS ? { is: 'is a binary file', advice: AS_CSV } : undefined;
}
