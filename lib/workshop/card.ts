/** What an exercise says, as a card below the cell: readable in light and dark themes, and as plain text. */
import { escapeHtml } from '../core/html/escape-html';
import { DISPLAY, type MimeBundle } from '../kernel/display';
import { COLORS } from '../notebook/figures/palette';

/** The kinds of cards, each with a sign for readers who can't see the color. */
const KINDS = Object.freeze({
  open: { sign: '✎', color: COLORS.blue },
  right: { sign: '✓', color: COLORS.green },
  wrong: { sign: '✗', color: COLORS.vermilion },
  hint: { sign: '?', color: COLORS.orange },
  guess: { sign: '◎', color: COLORS.sky },
  solution: { sign: '☰', color: COLORS.purple },
});

export type CardKind = keyof typeof KINDS;

/** How often each guess was made, in a room. */
export interface Tally {
  readonly guess: string;
  readonly count: number;
  readonly note?: string;
}

/** What is on a card. In the texts, `code` stands between backticks. */
export interface CardContent {
  readonly kind: CardKind;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly code?: string;
  readonly tallies?: readonly Tally[];
}

/** Only what a card uses is sent: a notebook holds many of them. */
const STYLES = Object.freeze({
  card: `.lab-card { border: 1px solid rgba(128, 128, 128, .35); border-left: 6px solid var(--of); border-radius: 4px; padding: .5em 1em .6em; max-width: 60em;
color: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit)); font: 15px/1.5 var(--jp-content-font-family, system-ui, sans-serif); }
.lab-card p { margin: .25em 0 !important; }
.lab-card code { font: .92em var(--jp-code-font-family, monospace); background: rgba(128, 128, 128, .16) !important; padding: .05em .3em; border-radius: 3px; color: inherit; }`,
  code: `.lab-card button { float: right; font: inherit; font-size: .85em; color: inherit; background: none; border: 1px solid rgba(128, 128, 128, .6); border-radius: 4px; cursor: pointer; }
.lab-card pre { margin: .5em 0 .2em !important; padding: .5em .8em !important; overflow-x: auto; word-break: normal !important; background: rgba(128, 128, 128, .12) !important; font: 13px/1.5 var(--jp-code-font-family, monospace); color: inherit; }`,
  tallies: `.lab-card .t { display: grid; grid-template-columns: max-content 12em max-content; gap: .1em .8em; align-items: center; margin: .4em 0 !important; }
.lab-card .b { display: block; height: .8em; background: var(--of); opacity: .8; min-width: 2px; }`,
});

const COPY =
  "navigator.clipboard.writeText(this.nextElementSibling.textContent); this.textContent = 'copied'";

/** A card; draws itself as a cell's last expression. */
export class Card implements CardContent {
  readonly kind: CardKind;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly code?: string;
  readonly tallies: readonly Tally[];

  constructor({ kind, heading, paragraphs, code, tallies = [] }: CardContent) {
    this.kind = kind;
    this.heading = heading;
    this.paragraphs = paragraphs;
    this.code = code;
    this.tallies = tallies;
  }

  [DISPLAY](): MimeBundle {
    return { 'text/html': this.html(), 'text/plain': this.text() };
  }

  /** The card without colors. */
  text(): string {
    const tallies = this.tallies.map(
      ({ guess, count, note }) => `  ${String(count).padStart(3)}  ${guess}${note ? ` (${note})` : ''}`,
    );
    const parts = [...this.paragraphs, ...tallies, ...(this.code === undefined ? [] : ['', this.code])];
    return [`${KINDS[this.kind].sign} ${this.heading}`, ...parts].join('\n');
  }

  private html(): string {
    const { sign, color } = KINDS[this.kind];
    const most = Math.max(1, ...this.tallies.map(({ count }) => count));
    const bars = this.tallies.map(({ guess, count, note }) => {
      const width = `width: ${Math.round((100 * count) / most)}%`;
      const label = `${escapeHtml(guess)}${note ? ` <small>(${escapeHtml(note)})</small>` : ''}`;
      return `<span>${label}</span><span><span class="b" style="${width}"></span></span><span>${count}</span>`;
    });
    const styles = [
      STYLES.card,
      ...(this.code === undefined ? [] : [STYLES.code]),
      ...(bars.length > 0 ? [STYLES.tallies] : []),
    ];
    return [
      `<style>${styles.join('\n')}</style><div class="lab-card" style="--of: ${color}">`,
      `<p><b>${sign} ${withCode(this.heading)}</b></p>`,
      ...this.paragraphs.map((words) => `<p>${withCode(words)}</p>`),
      ...(bars.length > 0 ? [`<div class="t">${bars.join('')}</div>`] : []),
      ...(this.code === undefined
        ? []
        : [`<button onclick="${COPY}">copy</button><pre>${escapeHtml(this.code)}</pre>`]),
      '</div>',
    ].join('\n');
  }
}

function withCode(words: string): string {
  return escapeHtml(words).replace(/`([^`]+)`/g, '<code>$1</code>');
}
