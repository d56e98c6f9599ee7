/** What the page shows of a film. Text goes in as text, never as HTML. */

/** The stars to choose from; the model's scale sets them. */
export const scale = { stars: [1, 2, 3, 4, 5] };

/** An element with attributes (`onclick` and the like as listeners) and children, texts among them. */
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

const starsInWords = (rating) => `${rating} ${rating === 1 ? 'star' : 'stars'}`;

/** Radio buttons in the shape of stars: one tab stop, arrows choose, each says what it means. */
function starButtons(film, where, rated, onRate) {
  const buttons = scale.stars.map((value) =>
    el(
      'label',
      {},
      el('span', { class: 'hidden' }, starsInWords(value)),
      el('input', {
        type: 'radio',
        name: `${where}-${film.itemId}`,
        value,
        checked: value === rated,
        'data-item': film.itemId,
        onchange: () => onRate(film, value),
      }),
    ),
  );
  return el(
    'fieldset',
    { class: 'stars' },
    el('legend', { class: 'hidden' }, `Rate ${film.title}`),
    ...buttons,
  );
}

function about(film) {
  return el('p', { class: 'about' }, film.genres.join(', ') || 'no genre known');
}

/** A film with its stars: in the search, among the ratings, in the dialog. */
export function filmRow(film, where, { rated, onRate }, ...more) {
  return el(
    'li',
    {},
    el('div', { class: 'title' }, film.title),
    where === 'rated' ? null : about(film),
    el('div', { class: 'row' }, starButtons(film, where, rated, onRate), ...more),
  );
}

/** A film of the list: with its place, what speaks for it, and the predicted rating. */
export function listRow(film, place, onRate, ...more) {
  return el(
    'li',
    { 'data-film': film.itemId },
    el('span', { class: 'place' }, `${place}`),
    el(
      'div',
      { class: 'middle' },
      el('div', { class: 'title' }, film.title),
      about(film),
      because(film.because ?? []),
      el('div', { class: 'row' }, starButtons(film, 'list', undefined, onRate), ...more),
    ),
    predicted(film),
  );
}

function because(reasons) {
  if (reasons.length === 0) return null;
  const parts = reasons.flatMap(({ title, rating }, n) => [
    n === 0 ? '' : n === reasons.length - 1 ? ' and ' : ', ',
    el('b', {}, title),
    el('span', { class: 'given', 'aria-hidden': 'true' }, ` ${rating}★`),
    el('span', { class: 'hidden' }, `, ${starsInWords(rating)}`),
  ]);
  return el('p', { class: 'because' }, 'Because you watched ', ...parts);
}

function predicted({ predictedRating, confidence, meanRating, support }) {
  if (predictedRating === null) {
    return el(
      'div',
      { class: 'predicted' },
      meanRating === null ? '' : el('b', {}, meanRating.toFixed(1)),
      el('span', { class: 'quiet' }, meanRating === null ? 'not rated yet' : `mean of ${support} ratings`),
    );
  }
  const box = el('div', { class: 'predicted' }, el('b', {}, predictedRating.toFixed(1)));
  box.append(el('span', { class: 'hidden' }, ' stars predicted,'));
  if (!confidence) return box;
  const { word, low, high, coverage } = confidence;
  const [first, last] = [scale.stars[0], scale.stars[scale.stars.length - 1]];
  const percent = (value) => `${((value - first) / (last - first)) * 100}%`;
  const bar = el('span', { class: 'interval', 'aria-hidden': 'true' }, el('i'), el('u'));
  bar.style.setProperty('--from', percent(low));
  bar.style.setProperty('--to', percent(high));
  bar.style.setProperty('--at', percent(predictedRating));
  box.append(
    bar,
    el(
      'span',
      { class: 'quiet sure' },
      el('span', {}, `${low.toFixed(1)} to ${high.toFixed(1)}`),
      el('span', {}, ` ${word}`, el('span', { class: 'wide' }, ' confidence')),
    ),
  );
  box.title = `${Math.round(coverage * 100)} % of such predictions lie that near`;
  return box;
}
