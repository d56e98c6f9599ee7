/** Finds the lines above the header or the first row of a file: comments, a title, `sep=;`, nothing. */
import { rolesByName } from './column-names';
import { type CutText, guessSeparator } from './guess-separator';

/** What comments begin with. An id may begin with it, too. */
const MARK = /^(#|%|\/\/)/;
/** A comment in any file. */
const PLAIN_COMMENT = /^(#|%|\/\/)(\s|\1|$)/;
/** What spreadsheets write above a header, and lines with nothing in them. */
const NO_RECORD = /^(sep=.*|[\s,;|]*)$/i;
/** A title in the first cell of a spreadsheet; without a header below, a damaged row. */
const TITLE_CELL = /^("[^"]*"|[^"\t,;|]+)([\t,;|])\2+$/;
/** Maximum number of lines in a title. */
const TITLE = 10;

/** The text below, and how it is cut. */
export interface TextBelow {
  /** Number of lines above. */
  readonly above: number;
  readonly found: CutText;
  readonly hasHeader: boolean;
}

/**
 * Cuts a text into records, from its header or first row on. Undefined if no separator cuts it into fields. A line with
 * another number of fields than the others is a title only if it is above a header: otherwise it is a damaged row.
 */
export function textBelow(
  text: string,
  startsWithNames: (records: CutText['records']) => boolean,
): TextBelow | undefined {
  const lines = text.split('\n', 1000).map((line) => line.replace(/\r$/, ''));
  const below = (above: number): TextBelow | undefined => {
    const found = guessSeparator(linesFrom(text, above), above + 1);
    return found && { above, found, hasHeader: startsWithNames(found.records) };
  };
  const above = [MARK, NO_RECORD, TITLE_CELL];
  const marked = lines.findIndex((line) => !above.some((kind) => kind.test(line)));
  const first = below(Math.max(0, marked));
  if (first === undefined || first.found.first > first.above + 1) {
    for (let above = first ? first.found.first - 1 : 1; above <= Math.max(0, marked) + TITLE; above++) {
      const titled = below(above);
      if (titled?.hasHeader && titled.found.first === above + 1) return titled;
    }
  }
  if (first === undefined || first.hasHeader || first.above === 0) return first;
  // Without a header below, the last of these lines may be the header, or rows whose ids begin with a mark.
  const { separator, records } = first.found;
  const isRecord = (line: string) =>
    (MARK.test(line) || TITLE_CELL.test(line)) &&
    line.split(separator).length === records[0]!.length &&
    (!PLAIN_COMMENT.test(line) || areNames(line.replace(MARK, '').split(separator)));
  let start = first.above;
  while (start > 0 && isRecord(lines[start - 1]!)) start--;
  return start === first.above ? first : below(start);
}

const areNames = (fields: readonly string[]) => rolesByName(fields.map((field) => field.trim())).size > 1;

function linesFrom(text: string, above: number): string {
  let at = 0;
  for (let line = 0; line < above; line++) {
    const end = text.indexOf('\n', at);
    if (end < 0) return '';
    at = end + 1;
  }
  return text.slice(at);
}
