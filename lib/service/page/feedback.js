/** Sends what the visitor does to the service, with the service's API key, if it asks for one. */
import { ask } from './ask.js';
import { visitor } from './visitor.js';

/** As many as the service accepts at a time. */
const MOST_EVENTS = 200;
/** Where the key is kept, until the tab is closed. */
const KEPT = 'recommender-lab-key';
const $ = (id) => document.getElementById(id);

let key = read();
/** Whether the service has refused the key, or that there is none. */
let isLocked = false;
/** What was done since then, the latest. */
let waiting = [];

function read() {
  try {
    return sessionStorage.getItem(KEPT) ?? '';
  } catch {
    return ''; // a private window
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEPT, key);
  } catch {
    // As above: it is asked for again after a reload.
  }
}

/** Resolves with whether lists follow the events now; false if they don't yet. */
export async function tell(events) {
  const whole = events.map((event) => ({ userId: visitor.id, ...event }));
  if (isLocked) wait(whole);
  if (isLocked || events.length === 0) return true;
  try {
    return await send(whole);
  } catch (error) {
    if (error.status === 401) lock(whole);
    return true;
  }
}

async function send(events) {
  let follows = true;
  for (let first = 0; first < events.length; first += MOST_EVENTS) {
    const part = events.slice(first, first + MOST_EVENTS);
    const { followed = true } = await ask('/feedback', { events: part }, key ? { 'x-api-key': key } : {});
    follows &&= followed;
  }
  return follows;
}

function wait(events) {
  waiting = [...waiting, ...events].slice(-MOST_EVENTS);
}

function lock(events) {
  wait(events);
  isLocked = true;
  $('locked').hidden = false;
}

/** @param onUnlock called when the service has taken what was waiting */
export function offerKey(onUnlock) {
  const dialog = $('key-dialog');
  $('unlock').addEventListener('click', () => {
    $('key-words').textContent = '';
    $('key').value = '';
    dialog.showModal();
    $('key').focus();
  });
  $('key-cancel').addEventListener('click', () => dialog.close());
  $('key-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    key = $('key').value;
    try {
      await send(waiting);
    } catch (error) {
      // With one of these, the key was right, and what waited is of items that aren't served anymore.
      if (error.status !== 400 && error.status !== 404) {
        $('key-words').textContent = error.message;
        $('key').select();
        return;
      }
    }
    keep();
    waiting = [];
    isLocked = false;
    $('locked').hidden = true;
    dialog.close();
    $('list').focus({ preventScroll: true });
    onUnlock();
  });
}
