/**
 * The HTML form of a plotly figure, for viewers that don't support plotly's MIME type: an exported page, the
 * classic notebook. It is drawn with the page's own `Plotly`, if there is one, or else with the installed
 * `plotly.js-dist`, fetched once per page from the Jupyter server itself, never from another host. If neither
 * is available, the title and the alternative text are shown.
 */
import { ContentHash } from '../content-hash';
import { escapeHtml } from './escape-html';
import { scriptJson } from './script-json';

/** A figure as plotly draws it; plain JSON. */
export interface PlotlyFigure {
  readonly data: readonly unknown[];
  readonly layout: object;
  readonly config?: object;
  /** The states of an animation, played by the buttons or sliders in the layout. */
  readonly frames?: readonly unknown[];
}

/** Text for readers who can't see the figure. */
export interface FigureWords {
  readonly title: string;
  readonly alt: string;
}

/**
 * Draws every figure with this content that isn't drawn yet, so running it twice, or showing the same figure
 * twice, does no harm. Runs in the browser; kept small, because every figure includes it. A page with its own
 * Plotly below the figures has loaded it by DOMContentLoaded.
 */
const DRAW = `(function (key) {
  var path = 'files/node_modules/plotly.js-dist/plotly.js';
  function base() {
    var page = document.getElementById('jupyter-config-data');
    if (page) { try { return JSON.parse(page.textContent).baseUrl; } catch (e) {} }
    return document.body && document.body.dataset.baseUrl;
  }
  function load() {
    if (window.Plotly) return Promise.resolve();
    var url = base();
    if (!url) return Promise.reject();
    return window.__labPlotly = window.__labPlotly || new Promise(function (done, fail) {
      var script = document.createElement('script');
      script.src = url.replace(/\\/?$/, '/') + path;
      script.onload = done;
      script.onerror = function () { window.__labPlotly = undefined; fail(); };
      document.head.appendChild(script);
    });
  }
  function draw() {
    load().then(function () {
      document.querySelectorAll('[data-lab-figure="' + key + '"]:not([data-drawn])').forEach(function (box) {
        box.setAttribute('data-drawn', '');
        var figure = JSON.parse(box.querySelector('script[type="application/json"]').textContent);
        var words = box.querySelector('.lab-words');
        var plot = box.insertBefore(document.createElement('div'), words);
        window.Plotly.newPlot(plot, figure).then(function () {
          words.hidden = true;
        }, function () { plot.remove(); });
      });
    }, function () {});
  }
  if (!window.Plotly && !base() && document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', draw);
  } else draw();
})`;

/**
 * The figure as an HTML fragment. The same figure gives the same bytes: its key is a hash of its content.
 * Texts can contain anything, even `</script>`.
 */
export function plotlyHtml(figure: PlotlyFigure, words: FigureWords): string {
  // Outside JupyterLab, plotly has to follow the width of the page itself.
  const config = { responsive: true, ...figure.config };
  const drawn = { data: figure.data, layout: figure.layout, config, frames: figure.frames };
  const key = new ContentHash()
    .add('figure', JSON.stringify(drawn))
    .add('words', words)
    .digest()
    .slice(0, 16);
  const height = (figure.layout as { height?: unknown }).height;
  const style = typeof height === 'number' ? ` style="min-height: ${height}px"` : '';
  return [
    `<div role="img" aria-label="${escapeHtml(words.alt)}" data-lab-figure="${key}"${style}>`,
    `<div class="lab-words"><b>${escapeHtml(words.title)}</b><br>${escapeHtml(words.alt)}</div>`,
    `<script type="application/json">${scriptJson(drawn)}</script>`,
    `<script>${DRAW}('${key}');</script>`,
    '</div>',
  ].join('\n');
}
