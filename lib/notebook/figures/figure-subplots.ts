import { isDeepStrictEqual } from 'node:util';
import type { Annotations, Data, Layout, Shape } from 'plotly.js';
import { checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { Figure } from './figure';
import { templateLayout } from './figure-template';
import { figureValues } from './figure-values';
import { mergeLayout } from './merge-layout';

/** Options of `sideBySide`. */
export interface SideBySideOptions {
  readonly title: string;
  /** The alternative text of the whole figure. Default: those of its parts, with their titles. */
  readonly alt?: string;
  /** Two or three figures; their titles appear above them. */
  readonly figures: readonly Figure[];
  readonly layout?: Partial<Layout>;
}

type Refs = { xref?: string; yref?: string };

/**
 * Combines figures side by side, each with its own axes and title. A name used in several of them appears once in the
 * legend; labels that a figure shares with the first are shown only there.
 */
export function sideBySide(options: SideBySideOptions): Figure {
  withRequired('sideBySide', options, 'title', 'figures');
  checkOptions('sideBySide', options, { title: '…', alt: '…', figures: [], layout: {} });
  checkArgument('sideBySide', 'figures', options.figures, LIST);
  for (const [i, one] of options.figures.entries())
    checkArgument('sideBySide', `figures[${i}]`, one, objectWith('title', 'data', 'layout'));
  const { title, figures, layout, alt = inParts(figures) } = options;
  if (figures.length < 2 || figures.length > 3) {
    throw new OptionError(`sideBySide: expected two or three figures, got ${figures.length}`);
  }
  for (const [name, text] of Object.entries({ title, alt })) {
    if (typeof text !== 'string' || text.trim() === '') {
      throw new OptionError(`sideBySide: ${name} must be a non-empty string`);
    }
  }
  const data: Data[] = [];
  const shapes: Partial<Shape>[] = [];
  const annotations: Partial<Annotations>[] = [];
  const axes: Record<string, unknown> = {};
  const showlegend = figures.some((part) => part.layout.showlegend);
  for (const [i, part] of figures.entries()) {
    const suffix = i === 0 ? '' : String(i + 1);
    const domain = domainOf(i, figures);
    const move = <T extends object>(item: T): T => moveRefs(item, suffix);
    const named = new Set(data.map(nameOf));
    for (const trace of part.data) {
      const name = nameOf(trace);
      const isListed = name === undefined ? !showlegend : !named.has(name); // plotly would list `trace 2`
      data.push(placeTrace(trace, suffix, domain, isListed));
    }
    shapes.push(...(part.layout.shapes ?? []).map(move));
    annotations.push(...(part.layout.annotations ?? []).map(move), heading(part.title, domain));
    axes[`xaxis${suffix}`] = { ...part.layout.xaxis, domain, anchor: `y${suffix}` };
    const isRepeated = i > 0 && isDeepStrictEqual(labelsOf(part) ?? [], labelsOf(figures[0]));
    axes[`yaxis${suffix}`] = { ...part.layout.yaxis, ...(isRepeated && UNLABELED), anchor: `x${suffix}` };
  }
  const { xaxis: _x, yaxis: _y, ...base } = templateLayout({ title, xTitle: '', yTitle: '' });
  const merged: Record<string, unknown> = {
    ...base,
    height: Math.max(...figures.map((part) => part.layout.height!)),
    bargap: figures.find((part) => part.layout.bargap !== undefined)?.layout.bargap,
    showlegend,
    legend: { ...base.legend, y: -0.3, yanchor: 'top' }, // the parts' titles are above
    margin: { ...base.margin, t: 96 },
    ...axes,
    shapes,
    annotations,
  };
  return new Figure(
    title,
    alt,
    data,
    figureValues(mergeLayout(merged, layout), 'refuse', 'sideBySide: layout') as Partial<Layout>,
  );
}

/** What each part shows, after its title. */
function inParts(figures: readonly Figure[]): string {
  return figures.map((part) => `${part.title}: ${part.alt}`).join(' ');
}

const UNLABELED = { showticklabels: false, title: { text: '' } };

/** What stands beside a vertical axis of labels, in the order of the data. */
function labelsOf({ data, layout }: Figure): readonly unknown[] | undefined {
  if (layout.yaxis?.ticktext) return layout.yaxis.ticktext;
  const [{ orientation, y }] = data as unknown as readonly { orientation?: string; y?: readonly unknown[] }[];
  return orientation === 'h' ? y : undefined;
}

/** The fraction of the width used for each part's plot; a heatmap leaves room for its color bar. */
function domainOf(i: number, figures: readonly Figure[]): [number, number] {
  const gap = 0.13;
  const width = (1 - gap * (figures.length - 1)) / figures.length;
  const start = i * (width + gap);
  const bar = figures[i].data.some((trace) => trace.type === 'heatmap') ? 0.07 : 0;
  return [start, start + width - bar];
}

/** Its name in the legend; undefined if it isn't in the legend. */
function nameOf(trace: Data): string | undefined {
  return (trace as { name?: string }).name;
}

function placeTrace(trace: Data, suffix: string, domain: [number, number], isListed: boolean): Data {
  const placed: Record<string, unknown> = { ...trace, xaxis: `x${suffix}`, yaxis: `y${suffix}` };
  const name = nameOf(trace);
  if (name !== undefined) placed.legendgroup = name; // a click hides it in all parts
  if (!isListed) placed.showlegend = false;
  if (placed.colorbar) placed.colorbar = { ...placed.colorbar, x: domain[1] + 0.005, xanchor: 'left' };
  return placed as Data;
}

/** `x` becomes `x2`; references to the whole paper become the part's own area. */
function moveRefs<T extends object>(item: T, suffix: string): T {
  const { xref = 'x', yref = 'y' } = item as Refs;
  const move = (ref: string, axis: string) =>
    ref === 'paper' ? `${axis}${suffix} domain` : ref.replace(new RegExp(`^${axis}`), axis + suffix);
  return { ...item, xref: move(xref, 'x'), yref: move(yref, 'y') };
}

function heading(text: string, [start, end]: [number, number]): Partial<Annotations> {
  return {
    text: `<b>${text}</b>`,
    xref: 'paper',
    yref: 'paper',
    x: (start + end) / 2,
    xanchor: 'center',
    y: 1.02,
    yanchor: 'bottom',
    showarrow: false,
    font: { size: 15 },
  };
}
