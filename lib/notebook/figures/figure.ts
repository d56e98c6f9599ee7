/**
 * A figure for a notebook. All figures of the lab are made here, so that none lacks its texts: a title, axis titles
 * with units, and alternative text for readers who can't see it.
 */
import type { Config, Data, Layout } from 'plotly.js';
import { checkArgument, checkOptions, type Examples, type Kind } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { plotlyHtml } from '../../core/html/plotly-html';
import { mustBeOptions } from '../../core/options';
import { withRequired } from '../../core/with-required';
import { DISPLAY, type DisplayData } from '../../kernel/display';
import { templateLayout } from './figure-template';
import { figureValues, type MissingValues } from './figure-values';
import { mergeLayout } from './merge-layout';

/** The required texts of every figure, and its common options. */
export interface FigureWords {
  readonly title: string;
  /** The title of the x axis, with the unit: `Ratings of a user (count)`. */
  readonly xTitle: string;
  readonly yTitle: string;
  /** One or two sentences that describe what the figure shows. */
  readonly alt: string;
  /** Changes to the layout, merged into the template; in plotly's terms. */
  readonly layout?: Partial<Layout>;
  /** For NaN, infinities and undefined in the data: an error or a gap. Default `refuse`. */
  readonly missing?: MissingValues;
}

/** The same for a chart, which can describe itself. */
export interface ChartWords extends Omit<FigureWords, 'alt'> {
  /** Default: what the data says, such as `RMSE by epochs. From 1.02 at 1 to 0.71 at 20.` */
  readonly alt?: string;
}

const WORDS: Examples<ChartWords> = {
  title: 'Ratings per user',
  xTitle: 'Ratings of a user (count)',
  yTitle: 'Users (count)',
  alt: '…',
  layout: {},
  missing: 'refuse',
};

const MISSING: Kind = {
  allowed: 'one of refuse, gap',
  allows: (given) => given === undefined || given === 'refuse' || given === 'gap',
};

/**
 * For the options of a chart.
 * @param own those that other charts don't have, with examples
 * @throws OptionError unless they are an object with a title, and without unknown names
 */
export function checkChart<Options extends ChartWords>(
  chart: string,
  options: Options,
  own: Examples<Omit<Options, keyof ChartWords>>,
): void {
  checkOptions(chart, withRequired(chart, options, 'title'), { ...WORDS, ...own } as Examples<Options>);
  checkArgument(chart, 'missing', options.missing, MISSING);
}

/** Options of `figure`. */
export interface FigureOptions extends FigureWords {
  /** Plotly's traces; may contain typed arrays. */
  readonly data: readonly Data[];
}

/** Larger figures are rejected: a notebook with megabytes of points is useless to its readers. */
const MAX_JSON = 1_000_000;

const CONFIG: Partial<Config> = { displaylogo: false };

/** A finished figure: plain, frozen data. Draws itself as a cell's last expression. */
export class Figure {
  /**
   * @param data plotly's traces and @param layout plotly's layout, both plain JSON
   * @param frames the states of a figure that moves; see `film`
   */
  constructor(
    readonly title: string,
    readonly alt: string,
    readonly data: readonly Data[],
    readonly layout: Partial<Layout>,
    readonly frames: readonly object[] = [],
  ) {
    deepFreeze(data);
    deepFreeze(layout);
    deepFreeze(frames);
    Object.freeze(this);
  }

  /** The figure for front ends that support plotly, as HTML for others, and as text. */
  [DISPLAY](): DisplayData {
    const { data, layout, frames, title, alt } = this;
    const figure = { data, layout, config: CONFIG, ...(frames.length > 0 && { frames }) };
    return {
      data: {
        'application/vnd.plotly.v1+json': figure,
        'text/html': plotlyHtml(figure, { title, alt }),
        'text/plain': alt,
      },
      metadata: { 'application/vnd.plotly.v1+json': { alt } },
    };
  }
}

/**
 * A figure of any kind that plotly draws; see `figures.ts` for the usual ones. Throws an `OptionError` if one of the
 * four texts is missing, a number can't be drawn, or there is more data than a page should hold.
 */
export function figure(options: FigureOptions): Figure {
  mustBeOptions('figure', options, "{ title: '…', data: […] }");
  for (const name of ['title', 'xTitle', 'yTitle', 'alt'] as const) {
    const text: unknown = options[name];
    if (typeof text !== 'string' || text.trim() === '') {
      throw new OptionError(`figure: ${name} must be a non-empty string, got ${JSON.stringify(text)}`);
    }
  }
  if ('frames' in options) {
    throw new OptionError('figure: frames are not supported; for a figure that moves, use film');
  }
  checkChart('figure', options, { data: [] });
  const { title, alt, missing = 'refuse' } = options;
  if (!Array.isArray(options.data) || options.data.length === 0) {
    throw new OptionError(`figure: data must be a list of at least one trace, in '${title}'`);
  }
  const data = figureValues(options.data, missing, 'figure: data') as Data[];
  const changes = figureValues(options.layout ?? {}, 'refuse', 'figure: layout') as Partial<Layout>;
  const layout = mergeLayout(templateLayout(options), changes);
  const size = JSON.stringify(data).length;
  if (size > MAX_JSON) {
    const megabytes = (size / 1e6).toFixed(1);
    throw new OptionError(
      `figure: '${title}' has ${megabytes} MB of data, but at most 1 MB is allowed; bin it, sample it or show a part`,
    );
  }
  return new Figure(title, alt, data, layout);
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
}
