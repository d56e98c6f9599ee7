/** The X-ray of a prediction: its terms as bars that start where the previous one ended, up to the score. */
import type { Data } from 'plotly.js';
import { called, checkArgument, checkOptions, FUNCTION, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { Contrast } from '../../explain/contrast';
import { type TitleOf, termLabel } from '../../explain/explanation-in-words';
import { type Explanation, isCommon, sumOfTerms, type TermKind } from '../../recommender/explanation';
import { type Figure, figure } from '../figures/figure';
import { COLORS, GRAYS } from '../figures/palette';

const EXPLANATION = called('what explain or contrast returns', objectWith('item', 'terms', 'score'));

/** Options of `waterfall`. */
export interface WaterfallOptions {
  /** Default: `Why …`, with the film's title and the model. */
  readonly title?: string;
  /**
   * Maximum number of bars for ratings, neighbors, features or factors; the rest share one bar. Minimum 0; default 8.
   */
  readonly bars?: number;
  /** The title of the score axis. Default `Score`; use `Predicted rating (stars)` for a rating. */
  readonly xTitle?: string;
}

/** Longer names are cut, so that they don't crowd out the bars. */
const LONGEST_LABEL = 38;
const DIGITS = 3;
/** The terms a score starts from: drawn in gray, because they are not reasons. */
const STARTS: readonly TermKind[] = ['mean', 'userMean', 'itemMean', 'cluster'];

interface Row {
  readonly label: string;
  readonly value: number;
}

/**
 * Horizontal bars from top to bottom: blue raises the score, vermilion lowers it, gray is the start and the score.
 * The bars add up to the score, or for a `contrast` to the difference of two scores. If the mean is much larger than
 * the other terms, the axis doesn't start at 0, so that the rest is visible.
 *
 * @example
 * waterfall(model.explain(userId(196), itemId(302)), titlesOf(films), { xTitle: 'Predicted rating (stars)' });
 * @throws OptionError for an explanation without terms, or a bad number of bars
 */
export function waterfall(
  explanation: Explanation | Contrast,
  titleOf: TitleOf,
  options: WaterfallOptions = {},
): Figure {
  checkArgument('waterfall', 'explanation', explanation, EXPLANATION);
  checkArgument('waterfall', 'titleOf', titleOf, FUNCTION);
  checkOptions('waterfall', options, { title: '…', bars: 8, xTitle: 'Score' });
  const { bars = 8, xTitle = 'Score' } = options;
  if (!Number.isInteger(bars) || bars < 0) {
    throw new OptionError(`waterfall: bars must be a whole number >= 0, got ${bars}`);
  }
  const { item, terms, score, model } = explanation;
  if (terms.length === 0) throw new OptionError(`waterfall: ${titleOf(item)} has no terms to show`);
  const isContrast = 'than' in explanation;
  const rows = rowsOf(explanation, titleOf, bars);
  const starts = !isContrast && STARTS.includes(terms[0].kind);
  const total = { label: isContrast ? 'difference' : 'score', value: score };
  const lines = isContrast
    ? [`Why ${titleOf(item)}`, `rather than ${titleOf(explanation.than)} (${model})`]
    : [`Why ${titleOf(item)} (${model})`];
  // Two names on one line would run under plotly's buttons; plotly puts the first of two lines higher than a single one.
  const twoLines = isContrast && !options.title ? { title: { text: lines.join('<br>'), y: 0.92 } } : {};
  return figure({
    title: options.title ?? lines.join(' '),
    alt: altOf(rows, total),
    xTitle,
    yTitle: 'Term',
    data: [traceOf(rows, total, starts)],
    layout: {
      height: 130 + 30 * (rows.length + 1),
      showlegend: false,
      ...twoLines,
      xaxis: { range: rangeOf(rows, starts) },
      yaxis: {
        range: [rows.length + 0.6, -0.6],
        automargin: true,
        tickvals: [...rows.keys(), rows.length],
        ticktext: [...rows, total].map(({ label }) => label),
      },
    },
  });
}

/** A row for each term; the smallest ones share a row. */
function rowsOf({ terms }: Explanation, titleOf: TitleOf, bars: number): Row[] {
  const common = terms.filter(isCommon);
  const own = terms.filter((term) => !isCommon(term));
  // A single term keeps its own name instead of "1 more".
  const shown = own.length === bars + 1 && bars > 0 ? own.length : bars;
  const rows = [...common, ...own.slice(0, shown)].map((term) => ({
    label: cut(termLabel(term, titleOf)),
    value: term.value,
  }));
  const rest = own.slice(shown);
  return rest.length === 0 ? rows : [...rows, { label: `${rest.length} more`, value: sumOfTerms(rest) }];
}

function traceOf(rows: readonly Row[], total: Row, starts: boolean): Data {
  const all = [...rows, total];
  const isTotal = (n: number) => n === rows.length;
  const told = all.map(({ value }, n) => (isTotal(n) || (starts && n === 0) ? plain(value) : signed(value)));
  return {
    type: 'waterfall',
    orientation: 'h',
    // Two terms may have the same name: the number keeps their bars apart.
    y: all.map((_, n) => n),
    x: all.map(({ value }) => value),
    measure: all.map((_, n) => (isTotal(n) ? 'total' : starts && n === 0 ? 'absolute' : 'relative')),
    text: told,
    textposition: 'outside',
    cliponaxis: false,
    hovertext: all.map(({ label }, n) => `${label}: ${told[n]}`),
    hoverinfo: 'text',
    increasing: { marker: { color: COLORS.blue } },
    decreasing: { marker: { color: COLORS.vermilion } },
    totals: { marker: { color: GRAYS.line } },
    connector: { line: { color: GRAYS.line, width: 1 } },
  } as unknown as Data; // the types of plotly.js have no waterfall
}

/** Describes the largest bars, besides the start of the score. */
function altOf(rows: readonly Row[], total: Row): string {
  const largest = [...rows].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, 4);
  const listed = largest.map(({ label, value }) => `${label} ${signed(value)}`).join(', ');
  return `Waterfall of ${rows.length} bars that add up to the ${total.label}, ${plain(total.value)}. The longest: ${listed}.`;
}

/** Fraction of the axis length reserved for a number beside a bar. */
const ROOM = 0.28;

/**
 * From the lowest to the highest running sum, with room for the numbers: left of bars that lower it, right of others.
 */
function rangeOf(rows: readonly Row[], starts: boolean): [number, number] {
  let sum = 0;
  const ends = rows.map(({ value }) => {
    sum += value;
    return { value, end: sum };
  });
  const sums = ends.map(({ end }) => end);
  const zoomed = starts && Math.min(...sums) > 0 && Math.max(...sums) < 1.5 * Math.min(...sums);
  const [low, high] = [Math.min(...sums, ...(zoomed ? [] : [0])), Math.max(...sums, ...(zoomed ? [] : [0]))];
  const room = ROOM * (high - low || Math.abs(high) || 1);
  const left = Math.min(...ends.filter(({ value }) => value < 0).map(({ end }) => end - room), low);
  return [zoomed ? Math.min(left, low - room) : left, high + room];
}

/** Three digits, so that readers can add them up. */
function plain(value: number): string {
  return value.toFixed(DIGITS).replace('-', '−');
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(DIGITS)}`;
}

function cut(label: string): string {
  const characters = Array.from(label); // by code point: half an emoji would be drawn as an error
  return characters.length <= LONGEST_LABEL ? label : `${characters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
