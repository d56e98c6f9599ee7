/** The page: search, stars, the list, similar films. Plain browser code; text goes in as text, never as HTML. */

const LIST_LENGTH = 12;
const KEPT = 'recommender-lab-visitor';
const $ = (id) => document.getElementById(id);

/** Ratings by item id, with the words to show; and who the visitor is for the feedback log. */
const visitor = readVisitor();
let stars = [1, 2, 3, 4, 5];
let sendsFeedback = true;
let shown = '';

function readVisitor() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    if (kept?.id) return { id: kept.id, ratings: new Map(kept.ratings) };
  } catch {
    // Private windows keep nothing; then each visit is a new one.
  }
  return { id: `visitor-${Math.random().toString(36).slice(2, 12)}`, ratings: new Map() };
}

function keepVisitor() {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ id: visitor.id, ratings: [...visitor.ratings] }));
  } catch {
    // As above.
  }
}

/** An element with properties (`class`, `for` and `aria-…` as attributes) and children, texts among them. */
function el(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

async function ask(path, body) {
  const init = body
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : {};
  const answer = await fetch(path, init);
  const json = await answer.json();
  if (answer.ok) return json;
  throw Object.assign(new Error(json.error.message), { status: answer.status });
}

/** One question of a kind at a time: an answer that was overtaken by a later one is dropped. */
function latest(question) {
  let count = 0;
  return async (...given) => {
    const mine = ++count;
    try {
      const apply = await question(...given);
      if (mine === count) {
        apply();
        $('trouble').hidden = true;
      }
    } catch (error) {
      if (mine !== count) return;
      $('trouble').textContent = `The service doesn't answer as it should: ${error.message}`;
      $('trouble').hidden = false;
    }
  };
}

function tell(events) {
  if (!sendsFeedback || events.length === 0) return;
  const whole = events.map((event) => ({ userId: visitor.id, ...event }));
  ask('/feedback', { events: whole }).catch((error) => {
    if (error.status === 401) sendsFeedback = false;
  });
}

/** Radio buttons in the shape of stars: one tab stop, arrows choose, each says what it means. */
function starButtons(film, where) {
  const rated = visitor.ratings.get(film.itemId)?.rating;
  const buttons = stars.map((value) =>
    el(
      'label',
      {},
      el('span', { class: 'hidden' }, `${value} ${value === 1 ? 'star' : 'stars'}`),
      el('input', {
        type: 'radio',
        name: `${where}-${film.itemId}`,
        value,
        checked: value === rated,
        'data-item': film.itemId,
        onchange: () => rate(film, value),
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

function similarButton(film, place) {
  const open = () => {
    tell([{ type: 'click', itemId: film.itemId, ...(place && { place }) }]);
    showSimilar(film);
  };
  return el(
    'button',
    { type: 'button', class: 'plain', onclick: open, 'aria-label': `Films like ${film.title}` },
    'Films like this',
  );
}

/** A film with its stars: in the search, among the ratings, in the dialog. */
function filmRow(film, where, ...more) {
  return el(
    'li',
    {},
    el('div', { class: 'title' }, film.title),
    where === 'rated' ? null : about(film),
    el('div', { class: 'row' }, starButtons(film, where), ...more),
  );
}

function rate(film, rating) {
  const { itemId, title, genres } = film;
  visitor.ratings.delete(itemId); // so that the last one rated comes first
  visitor.ratings.set(itemId, { itemId, title, genres, rating });
  keepVisitor();
  tell([{ type: 'rating', itemId, rating }]);
  showRatings(itemId);
  showFound();
  showList();
}

function unrate(itemId) {
  visitor.ratings.delete(itemId);
  keepVisitor();
  showRatings();
  showFound();
  showList();
  $('query').focus();
}

function showRatings(justRated) {
  // A radio button that the list is about to lose was chosen: its twin among the ratings takes the focus.
  const hadFocus = justRated !== undefined && document.activeElement?.dataset.item === justRated;
  const inDialog = $('similar').open;
  const films = [...visitor.ratings.values()].reverse();
  $('rated').replaceChildren(
    ...films.map((film) =>
      filmRow(
        film,
        'rated',
        el(
          'button',
          {
            type: 'button',
            class: 'plain',
            onclick: () => unrate(film.itemId),
            'aria-label': `Remove ${film.title}`,
          },
          'Remove',
        ),
      ),
    ),
  );
  $('rated-none').hidden = films.length > 0;
  $('clear').hidden = films.length < 2;
  $('rated-count').textContent = films.length > 0 ? `(${films.length})` : '';
  if (hadFocus && !inDialog)
    $('rated')
      .querySelector(`[name="rated-${CSS.escape(justRated)}"]:checked`)
      ?.focus();
}

const showFound = latest(async () => {
  const query = $('query').value.trim();
  const { items } = await ask(`/items?n=${query ? 6 : 3}&query=${encodeURIComponent(query)}`);
  return () => {
    $('found').replaceChildren(...items.map((film) => filmRow(film, 'found')));
    $('found-none').hidden = items.length > 0;
  };
});

const showList = latest(async () => {
  const ratings = [...visitor.ratings.values()].map(({ itemId, rating }) => ({ itemId, rating }));
  const diversity = Number($('diversity').value) / 100;
  const answer = await ask('/recommend', { ratings, n: LIST_LENGTH, diversity, because: true });
  return () => {
    const films = answer.recommendations;
    const title = answer.cold ? 'What most people like' : 'For you';
    $('list-title').textContent = title;
    $('list-words').textContent = answer.cold
      ? 'The best means of all ratings. Rate a film, and this becomes your list.'
      : 'The bar shows where your rating would lie in 8 of 10 cases. “Because” names the most similar film among those that you rated well.';
    $('list').replaceChildren(...films.map((film, place) => listRow(film, place + 1)));
    const ids = films.map(({ itemId }) => itemId).join();
    if (ids === shown) return;
    shown = ids;
    $('live').textContent = `${title}: ${films.length} films, the first is ${films[0]?.title ?? 'none'}.`;
    tell(films.map(({ itemId }, place) => ({ type: 'impression', itemId, place: place + 1 })));
  };
});

function listRow(film, place) {
  const { because } = film;
  return el(
    'li',
    { 'data-film': film.itemId },
    el('span', { class: 'place' }, `${place}`),
    el(
      'div',
      {},
      el('div', { class: 'title' }, film.title),
      about(film),
      because && el('p', { class: 'because' }, 'Because you watched ', el('b', {}, because.title)),
      el('div', { class: 'row' }, starButtons(film, 'list'), similarButton(film, place)),
    ),
    predicted(film),
  );
}

function predicted({ predictedRating, confidence, meanRating, support }) {
  if (predictedRating === null) {
    return el(
      'div',
      { class: 'predicted' },
      el('b', {}, meanRating.toFixed(1)),
      el('span', { class: 'quiet' }, `mean of ${support} ratings`),
    );
  }
  const box = el('div', { class: 'predicted' }, el('b', {}, predictedRating.toFixed(1)));
  box.append(el('span', { class: 'hidden' }, ' stars predicted.'));
  if (!confidence) return box;
  const { word, low, high, coverage } = confidence;
  const range = `${low.toFixed(1)} to ${high.toFixed(1)}`;
  const [first, last] = [stars[0], stars[stars.length - 1]];
  const percent = (value) => `${((value - first) / (last - first)) * 100}%`;
  const bar = el('span', { class: 'interval', 'aria-hidden': 'true' }, el('i'), el('u'));
  bar.style.setProperty('--from', percent(low));
  bar.style.setProperty('--to', percent(high));
  bar.style.setProperty('--at', percent(predictedRating));
  box.append(bar, el('span', { class: 'quiet' }, `${word} confidence, ${range}`));
  box.title = `${Math.round(coverage * 100)} % of such predictions lie that near`;
  return box;
}

async function showSimilar(film) {
  const dialog = $('similar');
  $('similar-title').textContent = `Films like ${film.title}`;
  $('similar-list').replaceChildren();
  if (!dialog.open) dialog.showModal();
  await latest(async () => {
    const { similar } = await ask(`/similar/${encodeURIComponent(film.itemId)}?n=8`);
    return () => {
      $('similar-list').replaceChildren(
        ...similar.map((other) =>
          filmRow(other, 'similar', el('span', { class: 'quiet' }, `${other.ratedBoth} rated both`)),
        ),
      );
    };
  })();
}

async function begin() {
  try {
    const { model, date, ratingScale, users, ratings } = await ask('/ready');
    const { min, max } = ratingScale;
    const first = Math.max(1, Math.ceil(min));
    if (max <= 10) stars = Array.from({ length: Math.floor(max) - first + 1 }, (_, n) => first + n);
    const counts = `${ratings.toLocaleString('en')} ratings of ${users.toLocaleString('en')} people`;
    $('model').textContent = `Model ${model} of ${date.slice(0, 10)}, trained on ${counts}.`;
  } catch (error) {
    if (error.status !== 503) throw error;
    $('list-words').textContent = 'The model is being made ready; this takes some seconds.';
    setTimeout(begin, 1000);
    return;
  }
  showRatings();
  showFound();
  showList();
}

let typing;
$('query').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(showFound, 120);
});
$('search').addEventListener('submit', (event) => {
  event.preventDefault();
  showFound();
});
$('diversity').addEventListener('input', ({ target }) => {
  target.setAttribute(
    'aria-valuetext',
    target.value === '0' ? 'best first' : `${target.value} percent more kinds`,
  );
  showList();
});
$('clear').addEventListener('click', () => {
  visitor.ratings.clear();
  keepVisitor();
  showRatings();
  showFound();
  showList();
  $('query').focus();
});
$('similar').addEventListener('click', (event) => {
  if (event.target === $('similar')) $('similar').close();
});
begin();
