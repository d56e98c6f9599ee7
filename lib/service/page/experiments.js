/** The control room: what the running experiment says, read again every few seconds. Plain browser code. */
import { ask } from './ask.js';
import { el } from './elements.js';
import { banditItemsTable, banditTable } from './experiment-bandits.js';
import { armsTable, guardTable, metricFigure, shadowTable } from './experiment-parts.js';

const EVERY = 3000;
const $ = (id) => document.getElementById(id);

/** Changes the text only if it is another one, so that it isn't read out again. */
function say(id, words) {
  if ($(id).textContent !== words) $(id).textContent = words;
}

const PHASES = ['shadow', 'interleaving', 'A/B', 'ramp', 'decision'];

/** What of the way has been gone by all experiments, and where this one is. */
function showSteps(all, shown) {
  const ramped = shown.timeline.some(({ what }) => what === 'ramp');
  const decided = shown.verdict.decision !== 'keep going' || shown.status === 'stopped';
  const now = decided ? 'decision' : ramped ? 'ramp' : shown.phase;
  const isDone = (step) => (step === 'ramp' ? ramped : all.some(({ phase }) => phase === step));
  const state = (step) => (step === now ? ' (now)' : isDone(step) ? ' ✓' : '');
  $('steps').replaceChildren(
    ...PHASES.map((step) =>
      el(
        'li',
        { 'aria-current': step === now ? 'step' : false },
        `${step.charAt(0).toUpperCase()}${step.slice(1)}${state(step)}`,
      ),
    ),
  );
}

const METRICS = {
  ctrByUser: 'Users who click',
  ctrByImpression: 'Clicks per impression',
  ctrByLook: 'Clicks per look: corrected for the place on the list',
  conversion: 'Users who give a good rating',
};

function showArms({ arms, comparisons, phase }) {
  $('arms-part').hidden = arms.length === 0;
  if (arms.length === 0) return;
  const named = Object.entries(METRICS);
  $('metrics').replaceChildren(
    ...named.map(([metric, words]) => metricFigure(words, metric, arms, comparisons)),
  );
  $('arms').replaceChildren(...armsTable(arms));
  say('arms-title', phase === 'shadow' ? 'What users see' : 'Arms');
}

function showMixed(mixed) {
  $('mixed-part').hidden = !mixed;
  if (!mixed) return;
  const { a, b, users, lists, clicks, winsA, winsB, ties, sentence } = mixed;
  const counts = `${users.toLocaleString('en')} users, ${lists.toLocaleString('en')} lists, ${clicks.toLocaleString('en')} clicks.`;
  const wins = `${winsA.toLocaleString('en')} click more on items of ${a}, ${winsB.toLocaleString('en')} on those of ${b}, ${ties.toLocaleString('en')} on both alike or on none.`;
  $('mixed').replaceChildren(el('p', {}, sentence), el('p', { class: 'quiet' }, `${counts} ${wins}`));
}

function showRatio(ratio) {
  $('ratio-part').hidden = !ratio;
  $('alarm').hidden = !ratio?.alarm;
  say(
    'alarm',
    ratio?.alarm
      ? 'The numbers of users do not match the weights of the arms. Something loses users of one arm: no result below can be trusted.'
      : '',
  );
  if (!ratio) return;
  const counts = ratio.arms
    .map(
      ({ name, users, expected }) =>
        `${name} ${users.toLocaleString('en')} of ${Math.round(expected).toLocaleString('en')} expected`,
    )
    .join('; ');
  const p = ratio.p >= 0.995 ? '1' : ratio.p < 0.001 ? 'below 0.001' : ratio.p.toPrecision(2);
  say('ratio', `Users: ${counts}. Always-valid p-value ${p}: ${ratio.alarm ? 'alarm' : 'as it should be'}.`);
}

/** Whether lists can be stored now; only the running experiment's are. */
async function showRecording({ name }) {
  const { experiment, experimentRecorded } = await ask('/ready').catch(() => ({}));
  const fails = experiment === name && experimentRecorded === false;
  $('unrecorded').hidden = !fails;
  say(
    'unrecorded',
    fails
      ? 'Lists cannot be recorded now, as on a full disk. They are shown and do not count; clicks are refused until there is space.'
      : '',
  );
}

function showEvents({ joined, duplicate, late, orphan, forged }) {
  const n = (count) => count.toLocaleString('en');
  say(
    'events',
    `${n(joined)} counted; ${n(duplicate)} sent again, ${n(late)} too late, ${n(orphan)} of no list of the experiment, ${n(forged)} forged and refused.`,
  );
}

function showTimeline(timeline) {
  $('timeline').replaceChildren(
    ...timeline.map(({ time, what, words }) =>
      el(
        'li',
        {},
        el('time', { datetime: time }, `${time.slice(0, 16).replace('T', ' ')} UTC`),
        ` ${what}: ${words}`,
      ),
    ),
  );
}

/** Whether the button freezes, or lets learn again. */
let freezes = true;

function showBandits({ bandits, status }) {
  $('bandit-part').hidden = bandits.length === 0;
  $('bandits').replaceChildren(...banditTable(bandits));
  $('bandit-items').replaceChildren(...banditItemsTable(bandits));
  freezes = bandits.some(({ frozen }) => !frozen);
  $('freeze').hidden = status !== 'running';
  say('freeze', freezes ? 'Freeze' : 'Learn again');
}

const STATUS = {
  scheduled: 'is scheduled',
  running: 'is running',
  ended: 'has ended',
  stopped: 'was stopped',
  off: 'is not served now',
};

function show(all, results) {
  const { name, status, traffic, verdict, comparisons } = results;
  document.title = `${name}: ${verdict.decision}`;
  $('main').hidden = false;
  say('name', name);
  say('about', `${name} ${STATUS[status]}; ${Number((100 * traffic).toPrecision(3))}% of users take part.`);
  $('stop').hidden = status !== 'running' && status !== 'scheduled';
  say('verdict', verdict.sentence);
  showSteps(all, results);
  showArms(results);
  showMixed(results.interleaving);
  $('guard-part').hidden = comparisons.every(({ guardrails }) => guardrails.length === 0);
  $('guards').replaceChildren(...guardTable(comparisons));
  showRatio(results.sampleRatio);
  $('shadow-part').hidden = results.shadow.length === 0;
  $('shadows').replaceChildren(...shadowTable(results.shadow));
  showBandits(results);
  showEvents(results.events);
  showTimeline(results.timeline);
}

function showNames(all, shown) {
  $('names').replaceChildren(
    ...all.map(({ name, status }) =>
      el(
        'li',
        {},
        el('a', { href: `#${name}`, 'aria-current': name === shown ? 'page' : false }, `${name} (${status})`),
      ),
    ),
  );
}

let names = '';
async function read() {
  try {
    const { experiments: all } = await ask('/experiments');
    if (all.length === 0) {
      say(
        'about',
        'No experiment has run here. Start one with: npm run serve -- --experiment experiment.json',
      );
      return;
    }
    const asked = decodeURIComponent(location.hash.slice(1));
    const shown = all.find(({ name }) => name === asked)?.name ?? all[0].name;
    const results = await ask(`/experiments/${shown}`);
    const listed = JSON.stringify([shown, all.map(({ name, status }) => [name, status])]);
    if (listed !== names) showNames(all, shown); // else a link would lose the focus
    names = listed;
    show(all, results);
    await showRecording(results);
    $('trouble').hidden = true;
  } catch ({ message }) {
    say('trouble-words', message);
    $('trouble').hidden = false;
  }
}

let timer;
async function readOn() {
  clearTimeout(timer);
  if (!document.hidden) await read();
  clearTimeout(timer);
  timer = setTimeout(readOn, EVERY);
}

/** What is done once the key is given. */
let asked = { path: 'stop', body: {}, focus: 'name' };

function askForKey({ title, about, button, isDanger, ...what }) {
  asked = what;
  say('stop-title', title);
  say('stop-about', about);
  say('stop-now', button);
  $('stop-now').className = isDanger ? 'danger' : '';
  say('stop-words', '');
  $('key').value = '';
  $('stop-dialog').showModal();
  $('key').focus();
}

$('stop').addEventListener('click', () =>
  askForKey({
    title: `Stop ${$('name').textContent}?`,
    about:
      "Everyone gets the lists of the service's own model, from the next request on. It can't be started again under this name.",
    ...{ button: 'Stop it', isDanger: true, path: 'stop', body: {}, focus: 'name' },
  }),
);
$('freeze').addEventListener('click', () =>
  askForKey({
    title: freezes ? 'Freeze the policies?' : 'Let the policies learn again?',
    about: freezes
      ? 'They keep choosing but stop learning, even from lists whose clicks still count.'
      : 'They learn from the lists that are shown from now on.',
    ...{ button: freezes ? 'Freeze' : 'Learn again', isDanger: false },
    ...{ path: 'freeze', body: { frozen: freezes }, focus: 'freeze' },
  }),
);
$('cancel').addEventListener('click', () => $('stop-dialog').close());
$('stop-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const headers = { 'x-api-key': $('key').value };
    await ask(`/experiments/${$('name').textContent}/${asked.path}`, asked.body, headers);
    $('stop-dialog').close();
    await read();
    $(asked.focus).focus();
  } catch ({ message }) {
    say('stop-words', message);
    $('key').select();
  }
});
$('again').addEventListener('click', readOn);
addEventListener('hashchange', readOn);
document.addEventListener('visibilitychange', readOn);
readOn();
