/** The page: search, stars, a list that updates, similar films. Plain browser code. */
import { ask } from './ask.js';
import { el, itemRow, link, listRow, served } from './elements.js';
import { offerKey, tell } from './feedback.js';
import { keepOnly, keepVisitor, ratingsToSend, visitor } from './visitor.js';

const LIST_LENGTH = 12;
const FOUND_LENGTH = 6;
const $ = (id) => document.getElementById(id);

/** What the served model can do. */
const can = { foldIn: true, findSimilar: true, follow: false, join: false };
let shown = '';

/** The latest failure of each request, shown until the same request succeeds. */
const troubles = new Map();
function tellTrouble(question, error) {
  if (error) troubles.set(question, error.message);
  else troubles.delete(question);
  const [words = ''] = troubles.values();
  if ($('trouble-words').textContent !== words) $('trouble-words').textContent = words;
  $('trouble').hidden = words === '';
}

/** One request of a kind at a time: an answer overtaken by a later one is dropped. */
function latest(question, onError = (error) => tellTrouble(question, error)) {
  let count = 0;
  return async (...given) => {
    const mine = ++count;
    try {
      const apply = await question(...given);
      if (mine !== count) return;
      apply();
      tellTrouble(question);
    } catch (error) {
      if (mine === count) onError(error);
    }
  };
}

/** Milliseconds after which a list is shown although lists may not follow what was said yet. */
const FOLLOWS_WITHIN = 700;

/** Says it and shows the list that follows from it. */
async function tellAndShow(events) {
  const told = tell(events);
  if (!can.follow) return showList();
  const late = new Promise((resolve) => setTimeout(() => resolve(false), FOLLOWS_WITHIN));
  const follows = await Promise.race([told, late]);
  await showList();
  if (follows) return;
  await Promise.all([told, late]);
  showList();
}

const rowOf = (item, where, ...more) =>
  itemRow(item, where, { rated: visitor.ratings.get(item.itemId)?.rating, onRate: rate }, ...more);

const capital = (word) => word.charAt(0).toLocaleUpperCase('en') + word.slice(1);

function similarButton(film, place, list = {}) {
  if (!can.findSimilar) return null;
  return link(
    `${capital(served.words.many)} like this`,
    `${capital(served.words.many)} like this: ${film.title}`,
    () => {
      const clicked = [{ type: 'click', itemId: film.itemId, ...(place && { place }), ...list }];
      if (can.follow) tellAndShow(clicked);
      else tell(clicked);
      openSimilar(film);
    },
  );
}

/** @param list with the `requestId` of the list on which it was rated, if an experiment counts that */
function rate(film, rating, list = {}) {
  const { itemId, title, genres } = film;
  visitor.ratings.delete(itemId); // so that the last one rated comes first
  visitor.ratings.set(itemId, { itemId, title, genres, rating });
  ratingsChanged([{ type: 'rating', itemId, rating, ...list }], itemId);
}

function ratingsChanged(events, justRated) {
  keepVisitor();
  showRatings(justRated);
  showFound();
  tellAndShow(events);
}

function unrate(itemId, place) {
  visitor.ratings.delete(itemId);
  ratingsChanged([{ type: 'retraction', itemId }]);
  const others = $('rated').querySelectorAll('button');
  (others[Math.min(place, others.length - 1)] ?? $('rated-title')).focus();
}

function showRatings(justRated) {
  // If the chosen radio button is about to leave a list, its twin among the ratings takes the focus.
  const active = document.activeElement;
  const goes = justRated !== undefined && /^(list|rated)-/.test(active?.name ?? '');
  const byKeyboard = goes && active.matches(':focus-visible');
  const films = [...visitor.ratings.values()].reverse();
  $('rated').replaceChildren(
    ...films.map((film, place) =>
      rowOf(
        film,
        'rated',
        link('Remove', `Remove ${film.title}`, () => unrate(film.itemId, place)),
      ),
    ),
  );
  $('rated-none').hidden = films.length > 0;
  $('clear').hidden = films.length < 2;
  $('rated-count').textContent = films.length > 0 ? `(${films.length})` : '';
  if (goes) {
    const twin = $('rated').querySelector(`[name="rated-${CSS.escape(justRated)}"]:checked`);
    twin?.focus({ preventScroll: !byKeyboard }); // mouse users are looking at the list
  }
}

let found = '';
const showFound = latest(async () => {
  const query = $('query').value.trim();
  const most = query ? FOUND_LENGTH : 3;
  const { items } = await ask(`/items?n=${most + 1}&query=${encodeURIComponent(query)}`);
  return () => {
    const films = items.slice(0, most);
    const ids = films.map(({ itemId }) => itemId).join();
    const liked = served.input.kind === 'like' ? films.map(({ itemId }) => visitor.ratings.has(itemId)) : [];
    const key = `${ids} ${liked}`;
    if (key !== found) $('found').replaceChildren(...films.map((film) => rowOf(film, 'found')));
    found = key;
    // If the films are the same, the rows stay, and so does the focus: only the stars change.
    for (const input of $('found').querySelectorAll('input')) {
      const rating = visitor.ratings.get(input.dataset.item)?.rating;
      if (input.type === 'radio') input.checked = rating === Number(input.value);
      else if (input !== document.activeElement) input.value = rating ?? '';
    }
    const more = items.length > most ? `The first ${most} matches. Add a word to narrow the search.` : '';
    $('found-words').textContent =
      query === ''
        ? `Popular ${served.words.many} to begin with:`
        : films.length === 0
          ? `No ${served.words.one} matches these words.`
          : more || `${films.length} ${films.length === 1 ? served.words.one : served.words.many} found.`;
  };
});

const showList = latest(async () => {
  const ratings = ratingsToSend();
  const diversity = Number($('diversity').value) / 100;
  const asked = { ratings, n: LIST_LENGTH, diversity, because: true };
  const follow = can.follow || can.join ? { userId: visitor.id } : {};
  const answer = await ask('/recommend', { ...asked, ...follow }).catch((error) => {
    if (error.status !== 421) throw error;
    can.follow = false; // another service of a group has what this visitor clicked
    return ask('/recommend', asked);
  });
  return () => {
    const films = answer.recommendations;
    const list = answer.requestId === null ? {} : { requestId: answer.requestId };
    const rateHere = (film, rating) => rate(film, rating, list);
    const title = answer.cold ? 'What most people like' : 'For you';
    $('list-title').textContent = title;
    $('list-words').textContent = wordsOf(answer, ratings.length);
    $('list').replaceChildren(
      ...films.map((film, n) => listRow(film, n + 1, rateHere, similarButton(film, n + 1, list))),
    );
    const ids = films.map(({ itemId }) => itemId).join();
    if (ids === shown) return;
    shown = ids;
    $('live').textContent =
      `${title}: ${films.length} ${served.words.many}, beginning with ${films[0]?.title ?? 'none'}.`;
    tell(films.map(({ itemId }, n) => ({ type: 'impression', itemId, place: n + 1 })));
  };
});

/** A sentence or two on how the list was made. */
function wordsOf({ cold, recommendations, ignored }, count) {
  const { one, many } = served.words;
  const few =
    ignored.length === 1
      ? `is ignored: the model doesn't know this ${one}`
      : `are ignored: the model doesn't know these ${many}`;
  const unknown = ignored.length > 0 ? ` ${ignored.length} of your ratings ${few}.` : '';
  const isLike = served.input.kind === 'like';
  if (cold) {
    const liked = isLike ? 'Sorted by number of likes.' : 'Sorted by number of good ratings.';
    if (!can.foldIn) return `${liked} This model can't take your ratings into account.`;
    const what = isLike ? `Say which ${many} you like` : `Rate ${many} you like`;
    return `${liked} ${what} to get your own list.${count > 0 ? unknown : ''}`;
  }
  const sure = recommendations.find(({ confidence }) => confidence)?.confidence;
  const bar = sure
    ? `In ${Math.round(sure.coverage * 10)} of 10 cases, your rating would fall within the bar. `
    : '';
  const bySum = recommendations.some(({ because }) => because?.some(({ adds }) => adds !== null));
  const clicked = recommendations.some(({ because }) => because?.some((reason) => reason.rating === null));
  const [given, did] = isLike ? ['likes', 'like'] : ['ratings', 'rated well'];
  const [rating, rated] = clicked ? [`${given} and clicks`, `${did} or looked at`] : [given, did];
  const because = bySum
    ? `“Because” names the ${rating} that put ${many} higher on your list than on everyone's.`
    : `“Because” names the most similar ${many} that you ${rated}.`;
  return `${bar}${because}${unknown}`;
}

const showSimilar = latest(
  async (film) => {
    const { similar } = await ask(`/similar?itemId=${encodeURIComponent(film.itemId)}&n=8`);
    return () => {
      $('similar-words').textContent = similar.length === 0 ? 'No similar items found.' : '';
      $('similar-list').replaceChildren(
        ...similar.map((other) =>
          rowOf(
            other,
            'similar',
            el(
              'span',
              { class: 'quiet' },
              `${other.ratedBoth.toLocaleString('en')} ${served.input.kind === 'like' ? 'liked' : 'rated'} both`,
            ),
            similarButton(other),
          ),
        ),
      );
    };
  },
  ({ message }) => {
    $('similar-words').textContent = message; // the page behind the dialog can't be read
  },
);

/** What opened the dialog, which may leave the list meanwhile. */
let opener;
function openSimilar(film) {
  $('similar-title').textContent = `${capital(served.words.many)} like ${film.title}`;
  $('similar-words').textContent = '';
  $('similar-list').replaceChildren();
  if (!$('similar').open) {
    opener = document.activeElement;
    $('similar').showModal();
  }
  $('similar').scrollTop = 0;
  $('similar-title').focus();
  showSimilar(film);
}

/** Puts the name of the items wherever the page mentions them. */
function showWords() {
  const { many, heading, example } = served.words;
  const isLike = served.input.kind === 'like';
  document.title = heading;
  $('heading').textContent = heading;
  const what = isLike ? `Say which ${many} you like.` : `Rate a few ${many} you know.`;
  $('promise').textContent = `${what} Your list updates right away.`;
  $('search-title').textContent = isLike ? `Find ${many} you like` : `Find ${many} to rate`;
  $('rated-title').firstChild.textContent = isLike ? 'What you like ' : 'Your ratings ';
  $('clear').textContent = isLike ? 'Remove all' : 'Remove all ratings';
  $('query').placeholder = example ? `Words in a title, such as ${example}` : 'Words in a title';
}

async function begin() {
  try {
    const { model, date, users, ratings, foldsIn, findsSimilar, hasGenres, ...more } = await ask('/ready');
    Object.assign(can, { foldIn: foldsIn, findSimilar: findsSimilar });
    Object.assign(can, { follow: more.stream !== null, join: more.experiment !== null });
    Object.assign(served, { input: more.ratingInput, scale: more.ratingScale, words: more.words });
    showWords();
    $('slider').hidden = !hasGenres; // diversity needs genres
    const counts = `${ratings.toLocaleString('en')} ${served.input.kind === 'like' ? 'likes' : 'ratings'} from ${users.toLocaleString('en')} people`;
    $('model').textContent = `Model ${model}, trained on ${date.slice(0, 10)} from ${counts}.`;
  } catch (error) {
    if (error.status !== 503) return tellTrouble(begin, error);
    $('list-words').textContent = 'The model is loading; this takes a few seconds.';
    setTimeout(begin, 1000);
    return;
  }
  tellTrouble(begin);
  keepOnly(served);
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
    target.value === '0' ? 'best first' : `${target.value} percent more variety`,
  );
  showList();
});
$('clear').addEventListener('click', () => {
  const events = [...visitor.ratings.keys()].map((itemId) => ({ type: 'retraction', itemId }));
  visitor.ratings.clear();
  ratingsChanged(events);
  $('rated-title').focus();
});
$('again').addEventListener('click', begin);
$('similar').addEventListener('close', () => {
  if (!opener?.isConnected) $('list').focus({ preventScroll: true });
});
$('similar').addEventListener('click', (event) => {
  if (event.target === $('similar')) $('similar').close();
});
offerKey(showList);
begin();
