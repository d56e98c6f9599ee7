/** Runs as a parallel-coordinates figure: an axis for each thing that varies, a line for each run. */
import type { Data } from 'plotly.js';
import { type Figure, figure } from '../../notebook/figures/figure';
import { COLORS } from '../../notebook/figures/palette';
import { changedParams, groundLetters, type Run } from './run';

interface Axis {
  readonly name: string;
  valueOf(run: Run): string | number | boolean | null | undefined;
}

/** Runs beyond this many hide each other. */
const MOST_RUNS = 200;

/**
 * The runs of the largest group that may be compared. Each axis goes from its lowest value to its highest, the last
 * one is a metric. Undefined if there are fewer than two runs or nothing varies.
 */
export function runFigure(runs: readonly Run[], metrics: readonly string[]): Figure | undefined {
  const letters = groundLetters(runs);
  const sizes = new Map<string, number>();
  for (const letter of letters) if (letter) sizes.set(letter, (sizes.get(letter) ?? 0) + 1);
  const [largest] = [...sizes].sort(([, a], [, b]) => b - a)[0] ?? [];
  const group = runs.filter((_, n) => letters[n] === largest && largest !== undefined).slice(-MOST_RUNS);
  const measured = metrics.filter((name) => new Set(group.map((run) => run.metrics[name])).size > 1);
  if (group.length < 2 || measured.length === 0) return undefined;
  const models = new Set(group.map(({ model }) => model));
  const causes: Axis[] = [
    ...(models.size > 1 ? [{ name: 'model', valueOf: (run: Run) => run.label }] : []),
    ...changedParams(group)
      .filter((name) => group.every(({ params }) => name in params))
      .map((name) => ({ name, valueOf: (run: Run) => run.params[name] })),
  ];
  if (causes.length === 0) return undefined;
  const axes: Axis[] = [
    ...causes,
    ...[...measured].reverse().map((name) => ({ name, valueOf: (run: Run) => run.metrics[name] })),
  ];
  const scales = axes.map((axis) => scaleOf(group.map((run) => axis.valueOf(run))));
  const color = (run: Run) => shade(scales.at(-1)!.at(axes.at(-1)!.valueOf(run)) ?? 0);
  const data = group.map((run): Data => {
    const values = axes.map((axis) => axis.valueOf(run));
    return {
      type: 'scatter',
      mode: 'lines+markers',
      name: run.label,
      showlegend: false,
      x: axes.map((_, n) => n),
      y: values.map((value, n) => scales[n].at(value) ?? null),
      text: values.map((value, n) => `${axes[n].name}: ${value}`),
      hovertemplate: `<b>${run.label.replace(/[<>&]/g, ' ')}</b><br>%{text}<extra></extra>`,
      line: { color: color(run), width: 2 },
      marker: { color: color(run), size: 7 },
      connectgaps: false,
    } as Data;
  });
  const ends = axes.flatMap((_, n) =>
    scales[n].ticks.map(({ at, text }) => ({
      x: n,
      y: at,
      text,
      showarrow: false,
      xanchor: 'left' as const,
      xshift: 8,
      font: { size: 12 },
      bgcolor: 'rgba(255, 255, 255, .95)',
    })),
  );
  const last = axes.at(-1)!.name;
  return figure({
    title: `Runs ${largest}, side by side`,
    xTitle: 'What varies',
    yTitle: 'From lowest to highest',
    alt: `${group.length} runs as lines over ${axes.map(({ name }) => name).join(', ')}; the color is ${last}, ${scales
      .at(-1)!
      .ticks.map(({ text }) => text)
      .join(' to ')}.`,
    data,
    missing: 'gap',
    layout: {
      annotations: ends,
      xaxis: {
        tickvals: axes.map((_, n) => n),
        ticktext: axes.map(({ name }) => name),
        range: [-0.2, axes.length - 0.4],
        showgrid: true,
        gridcolor: '#8a8a8a',
      },
      yaxis: { showticklabels: false, ticks: '', showgrid: false, range: [-0.06, 1.06] },
    },
  });
}

/** From 0 to 1, with what stands there. */
interface Scale {
  at(value: unknown): number | undefined;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** Numbers from lowest to highest; anything else in order of appearance, evenly spaced. */
function scaleOf(values: readonly unknown[]): Scale {
  const present: unknown[] = [...new Set(values.filter((value) => value !== null && value !== undefined))];
  if (present.every((value): value is number => typeof value === 'number')) {
    const [low, high] = [Math.min(...present), Math.max(...present)];
    const at = (value: unknown) =>
      typeof value === 'number' ? (high === low ? 0.5 : (value - low) / (high - low)) : undefined;
    return {
      at,
      ticks: [low, high].map((value) => ({ at: at(value)!, text: String(Number(value.toPrecision(4))) })),
    };
  }
  const place = (n: number) => (present.length === 1 ? 0.5 : n / (present.length - 1));
  return {
    at: (value) => (present.includes(value) ? place(present.indexOf(value)) : undefined),
    ticks: present.map((value, n) => ({ at: place(n), text: String(value) })),
  };
}

/** From blue to vermilion through gray. */
function shade(share: number): string {
  const mix = (from: string, to: string, part: number) =>
    `#${[1, 3, 5]
      .map((at) =>
        Math.round(
          Number.parseInt(from.slice(at, at + 2), 16) * (1 - part) +
            Number.parseInt(to.slice(at, at + 2), 16) * part,
        )
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
  const gray = '#9a9a9a';
  return share < 0.5 ? mix(COLORS.blue, gray, share * 2) : mix(gray, COLORS.vermilion, share * 2 - 1);
}
