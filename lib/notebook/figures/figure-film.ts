import { isDeepStrictEqual } from 'node:util';
import type { Layout } from 'plotly.js';
import { checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { Figure } from './figure';
import { FIGURE_HEIGHT } from './figure-template';
import { figureValues } from './figure-values';
import { mergeLayout } from './merge-layout';

/** One state of a film. */
export interface FilmFrame {
  /** Its name on the slider, different for each frame: `7`. */
  readonly label: string;
  readonly figure: Figure;
}

/** Options of `film`. */
export interface FilmOptions {
  readonly title: string;
  /** One or two sentences that describe what happens from the first frame to the last. */
  readonly alt: string;
  /** What the labels are: `Day`. */
  readonly frameTitle: string;
  /** In their order; all with the same traces. */
  readonly frames: readonly FilmFrame[];
  /** Changes to the layout, merged into that of the last frame. Fix the ranges of axes, or they will jump. */
  readonly layout?: Partial<Layout>;
}

/** Pixels below the figure for the slider and its buttons. */
const ROOM = 100;
/** Pixels from the axis to them, for its labels and its title. */
const BELOW_AXIS = 62;
/** Milliseconds for which a frame is shown. */
const PAUSE = 350;

/**
 * A figure that moves: a slider goes through its frames, and a button plays them. It is shown at its last frame, which is
 * also what a printed page has.
 *
 * @throws OptionError for fewer than two frames, a label that occurs twice, or frames with different traces
 */
export function film(options: FilmOptions): Figure {
  withRequired('film', options, 'title', 'alt', 'frameTitle', 'frames');
  checkOptions('film', options, { title: '…', alt: '…', frameTitle: 'Day', frames: [], layout: {} });
  const { title, alt, frameTitle, frames, layout } = options;
  checkFrames(frames);
  const last = frames[frames.length - 1].figure;
  const margin = last.layout.margin ?? {};
  const height = (last.layout.height ?? FIGURE_HEIGHT) + ROOM;
  const moving = {
    title: { text: title },
    height,
    margin: { b: (margin.b ?? 60) + ROOM },
    legend: { x: 1, xanchor: 'right', y: 1.11, yanchor: 'bottom' }, // the slider is below
    sliders: [sliderOf(frameTitle, frames)],
    updatemenus: [BUTTONS],
  };
  const changes = figureValues(layout ?? {}, 'refuse', 'film: layout') as Partial<Layout>;
  const merged = mergeLayout(mergeLayout(last.layout, moving), changes);
  return new Figure(title, alt, last.data, merged, framesOf(frames));
}

function checkFrames(frames: readonly FilmFrame[]): void {
  checkArgument('film', 'frames', frames, LIST);
  for (const [i, frame] of frames.entries())
    checkArgument('film', `frames[${i}]`, frame, objectWith('label', 'figure'));
  if (frames.length < 2) {
    throw new OptionError(`film: frames must have at least two frames, got ${frames.length}`);
  }
  const labels = frames.map(({ label }) => label);
  const twice = labels.find((label, n) => labels.indexOf(label) < n);
  if (twice !== undefined) {
    throw new OptionError(`film: frames must have different labels, got ${JSON.stringify(twice)} twice`);
  }
  const traces = frames[0].figure.data.length;
  const odd = frames.find(({ figure }) => figure.data.length !== traces);
  if (odd) {
    const count = odd.figure.data.length;
    throw new OptionError(
      `film: frames must have the same number of traces, got ${traces} and, in frame ${odd.label}, ${count}`,
    );
  }
}

/** For each frame, what of its traces isn't the same in all frames. */
function framesOf(frames: readonly FilmFrame[]): object[] {
  const first = frames[0].figure.data.map((trace) => trace as Record<string, unknown>);
  const changing = first.map((trace, t) =>
    Object.keys(trace).filter((key) =>
      frames.some(({ figure }) => !isDeepStrictEqual(partOf(figure.data[t], key), trace[key])),
    ),
  );
  const traces = first.map((_, t) => t).filter((t) => changing[t].length > 0);
  return frames.map(({ label, figure }) => ({
    name: label,
    traces,
    data: traces.map((t) => Object.fromEntries(changing[t].map((key) => [key, partOf(figure.data[t], key)]))),
  }));
}

function partOf(trace: object, key: string): unknown {
  return (trace as Record<string, unknown>)[key];
}

/** Without transitions, and with all of the figure drawn again: bars need it. */
const show = (duration: number) => ({ frame: { duration, redraw: true }, transition: { duration: 0 } });

function sliderOf(frameTitle: string, frames: readonly FilmFrame[]): Record<string, unknown> {
  return {
    active: frames.length - 1,
    currentvalue: { prefix: `${frameTitle}: `, xanchor: 'right', font: { size: 15 } },
    x: 0.16,
    len: 0.84,
    y: 0,
    yanchor: 'top',
    pad: { t: BELOW_AXIS },
    ticklen: 0,
    font: { size: 12 },
    steps: frames.map(({ label }) => ({
      label,
      method: 'animate',
      args: [[label], { mode: 'immediate', ...show(0) }],
    })),
  };
}

const BUTTONS = {
  type: 'buttons',
  direction: 'left',
  showactive: false,
  x: 0,
  xanchor: 'left',
  y: 0,
  yanchor: 'top',
  pad: { t: BELOW_AXIS + 14 },
  buttons: [
    { label: '▶', method: 'animate', args: [null, { mode: 'immediate', fromcurrent: true, ...show(PAUSE) }] },
    { label: '❚❚', method: 'animate', args: [[null], { mode: 'immediate', ...show(0) }] },
  ],
};
