/** Which separator a text uses: the one that cuts its lines into the same number of fields. */

/** The share of the lines that must have the same number of fields; the rest may be malformed. */
const MOST = 0.9;
/** The number of malformed lines allowed at second sight: a tenth of a short text is less than a line. */
const FEW = 3;
/** Lines looked at. */
const LINES = 500;

/** As in `DelimitedOptions`. */
export type Quotes = boolean | 'backslash';

/** The text, cut by one separator. */
export interface CutText {
  readonly separator: string;
  readonly quotes: Quotes;
  /** The records with the usual number of fields. */
  readonly records: readonly (readonly string[])[];
  /** The line where these records start. */
  readonly first: number;
  /** The first line with another number of fields, or with text after a closing quote. */
  readonly odd: Pick<Cut, 'line' | 'fields' | 'isBroken'> | undefined;
}

/**
 * Separators in the order in which they are tried. In the second group, each occurs inside fields of the others, such as
 * the comma of `3,5` in a file with semicolons: the one that cuts most lines alike is taken, then the one with most
 * fields.
 */
const GROUPS = [['\t'], ['::'], [',', ';', '|']];
/** Occurs inside fields so often that it is tried last. */
const SPACE = [[' ']];

/**
 * Undefined if no separator gives two fields or more. Quotes are ordinary characters only if nothing fits otherwise.
 * @param line the number of the text's first line
 */
export function guessSeparator(text: string, line = 1): CutText | undefined {
  const quoted: Quotes[] = /\\"/.test(text) ? ['backslash', true] : [true];
  for (const [groups, enough] of [
    [GROUPS, nearlyAll],
    [SPACE, nearlyAll],
    [GROUPS, allButFew],
  ] as const) {
    const best =
      bestOf({ text, line }, groups, quoted, enough) ?? bestOf({ text, line }, groups, [false], enough);
    if (best) return best;
  }
  return undefined;
}

type Enough = (records: readonly Cut[], all: readonly Cut[]) => boolean;

const nearlyAll: Enough = (records, all) => records.length >= MOST * all.length;
/** The first line, most of the others, and no more than a few not: below a short table, a footer. */
const allButFew: Enough = (records, all) =>
  records[0] === all[0] && records.length > all.length / 2 && all.length - records.length <= FEW;

/** A text, and the number of its first line. */
export interface NumberedText {
  readonly text: string;
  readonly line: number;
}

function bestOf(
  text: NumberedText,
  groups: readonly string[][],
  quotes: readonly Quotes[],
  isEnough: Enough,
): CutText | undefined {
  for (const group of groups) {
    const ways = group.flatMap((separator) => quotes.map((kind) => cutBy(text, separator, kind, isEnough)));
    const fitting = ways.filter((way) => way !== undefined);
    fitting.sort((a, b) => b.share - a.share || b.width - a.width);
    if (fitting[0]) return fitting[0].cut;
  }
  return undefined;
}

/** Undefined if the lines don't have the same number of fields. */
function cutBy(
  text: NumberedText,
  separator: string,
  quotes: Quotes,
  isEnough: Enough,
): { cut: CutText; share: number; width: number } | undefined {
  const all = cutText(text, separator, quotes);
  const width = mostCommon(all.map(({ fields }) => fields.length));
  const fits = ({ fields, isBroken }: Cut) => !isBroken && fields.length === width;
  const records = all.filter(fits);
  const share = records.length / all.length;
  if (width < 2 || !isEnough(records, all)) return undefined;
  const cut = {
    separator,
    quotes,
    records: records.map(({ fields }) => fields),
    first: records[0]!.line,
    odd: all.find((record) => !fits(record)),
  };
  return { cut, share, width };
}

export interface Cut {
  fields: string[];
  line: number;
  /** Whether a field has text after its closing quote. */
  isBroken: boolean;
}

/** The first records; empty lines are left out. Quotes count only where they open a field, as in the reader. */
export function cutText({ text, line: firstLine }: NumberedText, separator: string, quotes: Quotes): Cut[] {
  const records: Cut[] = [];
  let [line, at] = [firstLine, 0];
  while (at < text.length && records.length < LINES) {
    const record: Cut = { fields: [], line, isBroken: false };
    for (;;) {
      const isQuoted = quotes !== false && text[at] === '"';
      const { field, end } = isQuoted ? quoted(text, at, quotes === 'backslash') : plain(text, at, separator);
      line += field.split('\n').length - 1;
      record.fields.push(field);
      at = end;
      if (!text.startsWith(separator, at)) break;
      at += separator.length;
    }
    record.isBroken = at < text.length && !/^\r?\n/.test(text.slice(at, at + 2));
    const lineEnd = text.indexOf('\n', at);
    at = lineEnd < 0 ? text.length : lineEnd + 1;
    line++;
    if (record.fields.length > 1 || record.fields[0] !== '') records.push(record);
  }
  return records;
}

function plain(text: string, start: number, separator: string): { field: string; end: number } {
  const ends = [text.indexOf(separator, start), text.indexOf('\n', start)].filter((end) => end >= 0);
  const end = Math.min(...ends, text.length);
  return { field: text.slice(start, end).replace(/\r$/, ''), end };
}

function quoted(text: string, start: number, backslash: boolean): { field: string; end: number } {
  let field = '';
  for (let at = start + 1; at < text.length; at++) {
    if (backslash && text[at] === '\\') field += text[++at] ?? '';
    else if (text[at] !== '"') field += text[at];
    else if (text[at + 1] === '"' && !backslash) field += text[at++];
    else return { field, end: at + 1 };
  }
  return { field, end: text.length };
}

function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}
