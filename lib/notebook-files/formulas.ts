/** Formulas in markdown (`$…$`, `$$…$$`) as MathML, which browsers draw without scripts and fonts. */
import { renderToString } from 'katex';
import { DataError } from '../core/errors';

/** A text whose formulas are held out, so that markdown leaves them alone. */
export interface HeldOut {
  markdown: string;
  /** Token in the text to what stands for it in HTML. */
  formulas: Map<string, string>;
}

/**
 * Code (fenced, then inline) that is passed over; an escaped dollar; a formula of its own lines; one in a
 * line.
 */
const PARTS =
  /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)|\\\$|\$\$([\s\S]+?)\$\$|\$(?![\s$])((?:\\[\s\S]|[^$\\\n]|\n(?!\s*\n))*?)(?<![\s\\])\$(?!\d)/gm;

/**
 * Replaces each formula by a token of letters and digits.
 * @param place named in the error for a formula that isn't valid
 * @param first the number of the first token
 * @throws DataError with KaTeX's message
 */
export function holdOutFormulas(markdown: string, place: string, first = 0): HeldOut {
  const formulas = new Map<string, string>();
  const text = markdown.replace(PARTS, (part, _fence, _ticks, display?: string, inline?: string) => {
    const formula = display ?? inline;
    if (formula === undefined) return part;
    const token = `FORMULA${first + formulas.size}HELDOUT`;
    formulas.set(token, mathMl(formula, display !== undefined, place));
    return token;
  });
  return { markdown: text, formulas };
}

/** Puts the formulas back into the HTML that the markdown has become. */
export function putBackFormulas(html: string, formulas: ReadonlyMap<string, string>): string {
  return html.replace(/FORMULA\d+HELDOUT/g, (token) => formulas.get(token) ?? token);
}

/**
 * Whether there is a dollar sign that is neither code, nor escaped, nor part of a formula. Viewers differ
 * over those.
 */
export function hasStrayDollar(markdown: string): boolean {
  return markdown.replace(PARTS, '').includes('$');
}

function mathMl(formula: string, displayMode: boolean, place: string): string {
  try {
    return renderToString(formula.trim(), {
      output: 'mathml',
      displayMode,
      throwOnError: true,
      strict: 'ignore',
    });
  } catch (cause) {
    throw new DataError(`${place}: a formula is not valid: ${(cause as Error).message}`);
  }
}
