/**
 * One list under all definitions of precision, recall and related metrics: hits in color, each calculation written
 * out.
 */
import { checkArgument, LIST } from '../../core/arguments';
import { escapeHtml } from '../../core/html/escape-html';
import type { ItemId } from '../../core/ids';
import { withRequired } from '../../core/with-required';
import type { Film } from '../../data/movielens/film';
import { type LookOptions, lookAtList, type SeenList } from '../../evaluation/ranking/look-at-list';
import { DISPLAY, type MimeBundle } from '../../kernel/display';
import type { Model } from '../../recommender/model';
import { COLORS } from '../figures/palette';

/** Symbols beside the colors, for readers who can't see them. */
const VERDICTS = Object.freeze({
  hit: { sign: '●', words: 'hit', color: COLORS.green },
  miss: { sign: '○', words: 'rated lower', color: COLORS.vermilion },
  unrated: { sign: '', words: 'not in the test part', color: 'transparent' },
});

const STYLE = `
.lab-lens { display: flex; flex-wrap: wrap; gap: 0 2.5em; align-items: flex-start;
  color: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit)); }
.lab-lens table { border-collapse: collapse; border: 0 !important; margin: 0 0 .6em !important;
  font: 14px/1.5 var(--jp-content-font-family, system-ui, sans-serif) !important; }
.lab-lens caption { text-align: left; font-weight: 600; padding: .2em 0; }
.lab-lens td, .lab-lens th { text-align: left !important; padding: .15em .7em !important; border: 0 !important;
  background: none !important; vertical-align: baseline; font-weight: 400; }
.lab-lens thead th { font-weight: 600; border-bottom: 1.5px solid #9e9e9e !important; }
.lab-lens tr { background: none !important; }
.lab-lens .v { border-left: 5px solid var(--of) !important; }
.lab-lens .n { text-align: right !important; font-variant-numeric: tabular-nums; }
.lab-lens .q { opacity: .75; max-width: 30em; }
`;

/** What `metricMicroscope` needs. */
export interface MicroscopeOptions extends LookOptions {
  /** For titles. */
  readonly films: readonly Film[];
}

/** A list with its metrics; draws itself as a cell's last expression. */
export class Microscope {
  constructor(
    readonly seen: SeenList,
    private readonly titleOf: (item: ItemId) => string,
  ) {}

  [DISPLAY](): MimeBundle {
    return { 'text/html': this.html(), 'text/plain': this.words() };
  }

  private html(): string {
    const { places, metrics } = this.seen;
    const rows = places.map(({ item, verdict }, at) => {
      const { sign, words, color } = VERDICTS[verdict];
      return `<tr><td class="n">${at + 1}</td><td class="v" style="--of:${color}">${escapeHtml(this.titleOf(item))}</td><td>${sign} ${words}</td></tr>`;
    });
    const sums = metrics.map(({ title, sum, value, denominator }) => {
      const cells = Number.isNaN(value)
        ? '<td class="n">none</td><td>the model predicts no ratings</td>'
        : `<td class="n">${value.toFixed(3)}</td><td>${escapeHtml(sum)}</td>`;
      return `<tr><th scope="row">${escapeHtml(title)}</th>${cells}<td class="q">${escapeHtml(denominator)}</td></tr>`;
    });
    return `<style>${STYLE}</style><div class="lab-lens">
<table><caption>${escapeHtml(this.heading())}</caption><thead><tr><th scope="col">place</th><th scope="col">item</th><th scope="col">in the test part</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
<table><caption>The same list, measured</caption><thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">sum</th><th scope="col">divided by</th></tr></thead><tbody>
${sums.join('\n')}
</tbody></table></div>`;
  }

  private words(): string {
    const { places, metrics } = this.seen;
    const lines = places.map(({ item, verdict }, at) => {
      return `${String(at + 1).padStart(2)}. ${this.titleOf(item)}: ${VERDICTS[verdict].words}`;
    });
    const sums = metrics
      .filter(({ value }) => !Number.isNaN(value))
      .map(({ title, sum, value }) => `${title} = ${sum} = ${value.toFixed(3)}`);
    return [this.heading(), ...lines, ...sums].join('\n');
  }

  private heading(): string {
    const { user, places, relevant } = this.seen;
    const hits = places.filter(({ verdict }) => verdict === 'hit').length;
    return `User ${user}: ${hits} of ${relevant} relevant items on a list of ${places.length}`;
  }
}

/**
 * The list that a fitted model makes for a user, with hits in color, beside each accuracy metric, its calculation and
 * its denominator. It shows which items were rated well, not their ratings.
 *
 * @example
 * metricMicroscope(model, { split, films, user: userId(196), k: 10 });
 * @throws what `lookAtList` throws
 */
export function metricMicroscope(model: Model, options: MicroscopeOptions): Microscope {
  const { films, ...look } = withRequired('metricMicroscope', options, 'films');
  checkArgument('metricMicroscope', 'films', films, LIST);
  const titles = new Map(films.map(({ id, title }) => [id, title]));
  return new Microscope(lookAtList(model, look), (item) => titles.get(item) ?? `item ${item}`);
}
