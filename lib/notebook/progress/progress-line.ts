/** The text and the bar that show the progress of some work. */
import { escapeHtml } from '../../core/html/escape-html';
import { DISPLAY, type MimeBundle } from '../../kernel/display';
import { COLORS } from '../figures/palette';

/** How work ended: completed, left early by its own loop, with an error, or by the stop button. */
export type ProgressEnd = 'done' | 'stopped' | 'failed' | 'interrupted';

/** The progress of some work. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  /** Unknown for a stream. */
  readonly total?: number;
  /** What is counted: `fits`. */
  readonly unit?: string;
  /** Additional text: `train RMSE 0.91`. */
  readonly note?: string;
  /** An estimate, once there is one. */
  readonly secondsLeft?: number;
  readonly ended?: ProgressEnd;
}

const MARKS: Record<ProgressEnd, string> = { done: '✓', stopped: '■', failed: '✗', interrupted: '■' };

/**
 * One line, as HTML and as text. While work is running it shows the step, the percentage and the time left; the final
 * line has no times, so that a saved notebook is the same after each run.
 */
export class ProgressLine {
  constructor(readonly state: ProgressState) {}

  /** `SVD: 12 of 20, 60 %, 3 s left`; at the end `✓ SVD: 20 of 20`. */
  get text(): string {
    const { label, done, total, unit, note, secondsLeft, ended } = this.state;
    const of = total === undefined ? '' : ` of ${countText(total)}`;
    const count = `${countText(done)}${of}${unit === undefined ? '' : ` ${unit}`}`;
    const head = ended ? `${MARKS[ended]} ` : '';
    const how = ended && ended !== 'done' ? `${ended} after ` : '';
    const share = ended || !total ? undefined : `${Math.floor((100 * done) / total)} %`;
    const left = ended || !secondsLeft ? undefined : `${durationText(secondsLeft)} left`;
    return `${head}${label}: ${[`${how}${count}`, share, left, note].filter(Boolean).join(', ')}`;
  }

  [DISPLAY](): MimeBundle {
    const { label, done, total, ended } = this.state;
    const words = `<span>${escapeHtml(this.text)}</span>`;
    const bar =
      ended || !total
        ? ''
        : `<span role="progressbar" aria-label="${escapeHtml(label)}" aria-valuemin="0" aria-valuemax="${total}" ` +
          `aria-valuenow="${done}" style="${TRACK}"><span style="${FILL}; width: ${((100 * done) / total).toFixed(1)}%"></span></span>`;
    const html = `<div style="${ROW}">${bar}${words}${ended ? '' : QUIET}</div>`;
    return { 'text/html': html, 'text/plain': this.text };
  }
}

const ROW =
  'display: flex; flex-wrap: wrap; align-items: center; gap: .3em .8em; font: 14px/1.5 var(--jp-content-font-family, ' +
  'system-ui, sans-serif); font-variant-numeric: tabular-nums; color: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit))';
const TRACK =
  'flex: none; width: 16em; height: .7em; border-radius: .35em; overflow: hidden; background: rgba(128, 128, 128, .28)';
const FILL = `display: block; height: 100%; background: ${COLORS.blue}`;
/**
 * Appears a minute after the last update. A kernel that was restarted or has died leaves its bars as they were, as the
 * page drops what it sends last.
 */
const QUIET =
  '<style>@keyframes lab-quiet { to { visibility: visible } }</style>' +
  '<span style="visibility: hidden; animation: lab-quiet 0s 60s forwards">no news for a minute</span>';

/** Fractions of a step (half a fold) move the bar but are not shown as a number. */
function countText(n: number): string {
  return Math.floor(n).toLocaleString('en');
}

/** `3 s`, `2 min`, `1 h 20 min`: as precise as an estimate can be. */
function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
