/** How the page shows an item. Text is inserted as text, never as HTML. */

/** How ratings are given and what items are called, as the served model says. */
export const served = {
  input: { kind: 'stars', values: [1, 2, 3, 4, 5] },
  scale: { min: 1, max: 5 },
  words: { one: 'item', many: 'items', did: 'liked' },
};

/** An element with attributes (`onclick` and the like become listeners) and children, which can be text. */
export function el(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function link(words, label, onclick) {
  return el('button', { type: 'button', class: 'plain', onclick, 'aria-label': label }, words);
}

/** `4.5`, `1,024`; no more digits than useful. */
const numberInWords = (value) =>
  value.toLocaleString(
    'en',
    Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumFractionDigits: 2 },
  );

/** A predicted rating: one decimal, two on a scale as short as 0 to 1, none for hundreds. */
function predictedInWords(value, greatest = value) {
  const { min, max } = served.scale;
  const digits = max !== null && max - min <= 2 ? 2 : Math.abs(greatest) >= 100 ? 0 : 1;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const ratingInWords = (rating) =>
  served.input.kind === 'stars' ? `${rating} ${rating === 1 ? 'star' : 'stars'}` : numberInWords(rating);

/** The control that rates an item: stars, a button, or a number field. */
function ratingControl(item, where, rated, onRate) {
  const { kind, values } = served.input;
  if (kind === 'stars') return starButtons(item, where, rated, onRate);
  if (kind === 'like') return likeButton(item, values[0], rated, onRate);
  return numberField(item, where, rated, onRate);
}

/** Radio buttons shaped like stars: one tab stop, arrow keys choose, each has a label. */
function starButtons(item, where, rated, onRate) {
  const buttons = served.input.values.map((value) =>
    el(
      'label',
      {},
      el('span', { class: 'hidden' }, ratingInWords(value)),
      el('input', {
        type: 'radio',
        name: `${where}-${item.itemId}`,
        value,
        checked: value === rated,
        'data-item': item.itemId,
        onchange: () => onRate(item, value),
      }),
    ),
  );
  return el(
    'fieldset',
    { class: served.input.values.length > 5 ? 'stars many' : 'stars' },
    el('legend', { class: 'hidden' }, `Rate ${item.title}`),
    ...buttons,
  );
}

function likeButton(item, value, rated, onRate) {
  if (rated !== undefined) return el('span', { class: 'given' }, '♥ liked');
  return el(
    'button',
    { type: 'button', class: 'like', 'aria-label': `Like ${item.title}`, onclick: () => onRate(item, value) },
    '♡ Like',
  );
}

/** A number on the scale; the browser rejects anything else, with a message. */
function numberField(item, where, rated, onRate) {
  const { min, max, step = 'any' } = served.scale;
  const input = el('input', {
    type: 'number',
    name: `${where}-${item.itemId}`,
    min,
    max: max ?? undefined,
    step,
    required: true,
    value: rated,
    placeholder:
      max === null ? `from ${numberInWords(min)}` : `${numberInWords(min)} to ${numberInWords(max)}`,
    'aria-label': `Rate ${item.title}`,
    'data-item': item.itemId,
  });
  const onsubmit = (event) => {
    event.preventDefault();
    onRate(item, input.valueAsNumber);
  };
  return el('form', { class: 'number', onsubmit }, input, el('button', { type: 'submit' }, 'Rate'));
}

function about(item) {
  return item.genres.length === 0 ? null : el('p', { class: 'about' }, item.genres.join(', '));
}

/** An item with its rating: in the search, among the ratings, in the dialog. */
export function itemRow(item, where, { rated, onRate }, ...more) {
  return el(
    'li',
    {},
    el('div', { class: 'title' }, item.title),
    where === 'rated' ? null : about(item),
    el('div', { class: 'row' }, ratingControl(item, where, rated, onRate), ...more),
  );
}

/** An item of the list, with its place, its reasons, and the predicted rating. */
export function listRow(item, place, onRate, ...more) {
  return el(
    'li',
    { 'data-shown': item.itemId },
    el('span', { class: 'place' }, `${place}`),
    el(
      'div',
      { class: 'middle' },
      el('div', { class: 'title' }, item.title),
      about(item),
      because(item.because ?? []),
      el('div', { class: 'row' }, ratingControl(item, 'list', undefined, onRate), ...more),
    ),
    predicted(item),
  );
}

function because(reasons) {
  if (reasons.length === 0) return null;
  const rated = reasons.filter(({ rating }) => rating !== null);
  const clicked = reasons.filter(({ rating }) => rating === null);
  const ordered = [...rated, ...clicked];
  const parts = ordered.flatMap(({ title, rating }, n) => [
    n === 0 ? '' : n === reasons.length - 1 ? ' and ' : ', ',
    n === 0 && rated.length > 0 ? `${served.words.did} ` : '',
    n === rated.length ? 'looked at ' : '',
    el('b', {}, title),
    ...(rating === null ? [] : given(rating)),
  ]);
  return el('p', { class: 'because' }, 'Because you ', ...parts);
}

/** The rating given, after a title; left out for a like. */
function given(rating) {
  const { kind } = served.input;
  if (kind === 'like') return [];
  const short = kind === 'stars' ? ` ${rating}★` : ` (${numberInWords(rating)})`;
  return [
    el('span', { class: 'given', 'aria-hidden': 'true' }, short),
    el('span', { class: 'hidden' }, `, ${ratingInWords(rating)}`),
  ];
}

function predicted({ predictedRating, confidence, meanRating, support, isNew }) {
  if (isNew) return el('div', { class: 'predicted' }, el('span', { class: 'quiet' }, 'new'));
  if (served.input.kind === 'like') {
    const people = `liked by ${support.toLocaleString('en')}`;
    return el('div', { class: 'predicted' }, el('span', { class: 'quiet' }, people));
  }
  if (predictedRating === null) {
    const count = `${support.toLocaleString('en')} ${support === 1 ? 'rating' : 'ratings'}`;
    return el(
      'div',
      { class: 'predicted' },
      meanRating === null ? '' : el('b', {}, predictedInWords(meanRating)),
      el('span', { class: 'quiet' }, meanRating === null ? 'not rated yet' : `mean of ${count}`),
    );
  }
  const box = el('div', { class: 'predicted' }, el('b', {}, predictedInWords(predictedRating)));
  box.append(
    el('span', { class: 'hidden' }, served.input.kind === 'stars' ? ' stars predicted,' : ' predicted,'),
  );
  if (!confidence) {
    box.append(el('span', { class: 'quiet' }, 'predicted for you'));
    return box;
  }
  const { word, low, high, coverage } = confidence;
  const { min, max } = served.scale;
  // On a scale without an upper end, the bar extends to twice the interval's upper end.
  const last = max ?? Math.max(2 * high - min, min + 1);
  const percent = (value) => `${((value - min) / (last - min)) * 100}%`;
  const bar = el('span', { class: 'interval', 'aria-hidden': 'true' }, el('i'), el('u'));
  bar.style.setProperty('--from', percent(low));
  bar.style.setProperty('--to', percent(high));
  bar.style.setProperty('--at', percent(predictedRating));
  box.append(
    bar,
    el(
      'span',
      { class: 'quiet sure' },
      el('span', {}, `${predictedInWords(low, high)} to ${predictedInWords(high)}`),
      el('span', {}, ` ${word}`, el('span', { class: 'wide' }, ' confidence')),
    ),
  );
  box.title = `${Math.round(coverage * 100)}% of such predictions are this close`;
  return box;
}
