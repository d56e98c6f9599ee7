/** Tables and figures of the control room. Text is inserted as text, never as HTML. */
import { el } from './elements.js';

export const count = (value) => value.toLocaleString('en');
export const percent = (value) => (value === null ? '–' : `${(100 * value).toFixed(1)}%`);
const short = (value) => (value === null ? '–' : String(Number(value.toPrecision(3))));

/** A metric of all arms: a bar for each interval, and the numbers. */
export function metricFigure(words, metric, arms, comparisons) {
  const all = arms.map((arm) => arm.metrics[metric]);
  const least = Math.min(...all.map(({ low, mean }) => low ?? mean ?? 0));
  const most = Math.max(...all.map(({ high, mean }) => high ?? mean ?? 0), least + 0.001);
  const place = (value) => `${(100 * (value - least)) / (most - least)}%`;
  const rows = arms.map(({ name, isControl }, n) => {
    const { mean, low, high } = all[n];
    const bar = el('span', { class: 'interval', 'aria-hidden': 'true' });
    if (mean !== null) {
      bar.append(el('i'), el('u'));
      bar.style.setProperty('--from', place(low ?? mean));
      bar.style.setProperty('--to', place(high ?? mean));
      bar.style.setProperty('--at', place(mean));
    }
    const interval = low === null ? 'too few users' : `${percent(low)} to ${percent(high)}`;
    return [
      el('dt', {}, isControl && arms.length > 1 ? `${name} (control)` : name),
      el('dd', {}, bar),
      el('dd', {}, el('b', {}, percent(mean)), el('span', { class: 'quiet' }, ` ${interval}`)),
    ];
  });
  const differences = comparisons.flatMap(({ arm, metrics }) => {
    const { difference, low, high } = metrics[metric] ?? { difference: null };
    if (difference === null) return [];
    const sign = difference > 0 ? '+' : '';
    const points = (value) => (100 * value).toFixed(1);
    return `${arm}: ${sign}${points(difference)} points (${points(low)} to ${points(high)}) against the control. `;
  });
  return el(
    'div',
    { class: 'metric' },
    el('h3', {}, words),
    ...rows.map((row) => el('dl', {}, ...row)),
    el('p', { class: 'quiet' }, ...differences),
  );
}

export const row = (head, cells) =>
  el('tr', {}, el('th', { scope: 'row' }, head), ...cells.map((cell) => el('td', {}, cell)));
export const head = (...words) =>
  el('thead', {}, el('tr', {}, ...words.map((word) => el('th', { scope: 'col' }, word))));

export function armsTable(arms) {
  return [
    el('caption', {}, 'What each arm has shown, and with which model'),
    head('Arm', 'Users', 'Lists', 'Clicks', 'Good ratings', 'Failures', 'p99, ms', 'Items shown', 'Model'),
    el(
      'tbody',
      {},
      ...arms.map((arm) =>
        row(arm.name, [
          ...[arm.users, arm.lists, arm.clicks, arm.goodRatings, arm.failures].map(count),
          short(arm.latencyP99),
          count(arm.items),
          arm.models.join('; ') || '–',
        ]),
      ),
    ),
  ];
}

const STATES = { safe: '✓ safe', harmed: '✕ harmed', open: '… open' };
const GUARDS = {
  latencyMs: 'Milliseconds for a list',
  latencyP99Ms: 'Milliseconds of the slowest in a hundred',
  errorRate: 'Lists that failed',
  coldItemShare: 'Items with few ratings',
  longTailShare: 'Items of the long tail',
  genresPerList: 'Genres on a list',
};

export function guardTable(comparisons) {
  const rows = comparisons.flatMap(({ arm, guardrails }) =>
    guardrails.map(({ metric, margin, control, difference, worst, state }) => {
      const cells = [arm, short(control), short(difference), short(worst), short(margin)];
      const made = row(GUARDS[metric], cells);
      made.append(el('td', { class: state === 'harmed' ? 'bad' : false }, STATES[state]));
      return made;
    }),
  );
  return [
    el('caption', {}, 'Safe: harm of the margin or more is ruled out, at every look'),
    head('Guardrail', 'Arm', 'Control', 'Difference', 'At worst', 'Margin', 'State'),
    el('tbody', {}, ...rows),
  ];
}

export function shadowTable(shadows) {
  return [
    el('caption', {}, 'Overlap: the share of items that both lists have'),
    head(
      'Challenger',
      'Answers',
      'Overlap',
      'Rank-biased',
      'p99, ms',
      'Skipped',
      'Dropped',
      'Failed',
      'Late',
      'Crashes',
    ),
    el(
      'tbody',
      {},
      ...shadows.map((one) =>
        row(one.name, [
          count(one.answered),
          percent(one.overlap),
          percent(one.rbo),
          short(one.latencyP99),
          ...[one.skipped, one.dropped, one.failed, one.late, one.crashes].map(count),
        ]),
      ),
    ),
  ];
}
