/** How an exercise answers: invitation, guess, hints, solution, and what is kept of it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import { Interactions } from '../../lib/data/data';
import { allNotebooks } from '../../lib/notebook-files/find';
import { parseNotebook } from '../../lib/notebook-files/ipynb';
import { exerciseWith } from '../../lib/workshop/exercise';
import { EXERCISES, type ExerciseId } from '../../lib/workshop/exercise-list';
import { LinesInMemory } from '../../lib/workshop/kept-lines';
import { myProgress } from '../../lib/workshop/my-progress';
import type { Step } from '../../lib/workshop/progress';
import { solutionText } from '../../lib/workshop/solution-text';
import { specOf } from './examine';

const films = ['Alien', 'Heat', 'Fargo'];
const ratings = [
  [5, 4, null],
  [4, 5, 3],
];
const world = { films, ratings };

function start(counts: Record<string, number> = {}) {
  const steps = new LinesInMemory<Step>();
  return { steps, stores: { steps, room: () => counts } };
}

test('without an answer, an exercise shows what to do and keeps nothing', () => {
  const { steps, stores } = start();
  const card = exerciseWith('00-2', stores).check();
  assert.equal(card.kind, 'open');
  assert.match(card.text(), /^✎ Exercise 00-2 · change · One star for Heat\nBen changes his mind/);
  assert.match(card.text(), /exercise\('00-2'\)\.check\(0\.5, \{ films, ratings \}\)/);
  assert.deepEqual(steps.read(), []);
});

test('hints come one by one: a question, a pointer, nearly the answer', () => {
  const { stores } = start();
  const one = exerciseWith('00-2', stores);
  const { hints } = specOf('00-2');
  for (const count of [1, 2, 3, 3]) {
    assert.deepEqual(
      one.hint().paragraphs.slice(0, -1),
      hints.slice(0, count).map((words, n) => `${n + 1}. ${words}`),
    );
  }
});

test('the solution waits for a try, for all hints, or to be asked for on purpose', () => {
  const asked = () => exerciseWith('00-2', start().stores);
  assert.equal(asked().solution().kind, 'open');
  assert.equal(asked().solution({ anyway: true }).kind, 'solution');
  const tried = asked();
  tried.check(0.1, world);
  assert.match(tried.solution().text(), /cosine can't see dislike\.\n\nconst \[alien, heat\]/);
  const hinted = asked();
  for (let n = 0; n < 3; n++) hinted.hint();
  assert.equal(hinted.solution().kind, 'solution');
});

test('a guess is kept before the result and compared with it; a prediction asks for one', () => {
  const { stores } = start();
  const one = exerciseWith('00-1', stores);
  const given = { films: ['Alien', 'Fargo', 'Babe'], ratings: [[5, null, null]] };
  const list = [
    { film: 'Fargo', predicted: 3 },
    { film: 'Babe', predicted: 2 },
  ];
  assert.match(one.check(list, given).text(), /Guess first/);
  assert.throws(() => one.guess('Heat' as 'Babe'), /guess must be 'Fargo', 'Babe', 'neither', got "Heat"/);
  assert.equal(one.guess().kind, 'open');
  one.guess('neither');
  assert.match(one.guess('Babe').text(), /`Babe`, is kept/);
  const card = one.check(list, given);
  assert.match(card.text(), /You guessed `Babe`; it is `Fargo`\. Cleo gave it four stars/);
  assert.match(one.guess('Fargo').text(), /Too late/);
  assert.match(
    one.check(list, given).text(),
    /You guessed `Babe`/,
    'the guess before the first check counts',
  );
});

test('a number is guessed within its limits, and about right is right', () => {
  const one = exerciseWith('00-2', start().stores);
  assert.throws(() => one.guess(2), /guess must be a number from -1 to 1, got 2/);
  assert.throws(() => one.guess(Number.NaN), /from -1 to 1/);
  one.guess(0.99);
  assert.match(one.check(24 / Math.sqrt(41 * 17), world).text(), /You guessed `0\.99`; it is `0\.9091`\./);
});

test("a room's guesses are shown beside your own", () => {
  const { stores } = start({ Fargo: 3, Babe: 5 });
  const one = exerciseWith('00-1', stores);
  one.guess('Fargo');
  const card = one.check([{ film: 'Fargo', predicted: 3 }], {
    films: ['Fargo'],
    ratings: [[null]],
  });
  assert.deepEqual(card.tallies, [
    { guess: 'Fargo', count: 3, note: 'you, the result' },
    { guess: 'Babe', count: 5, note: '' },
  ]);
});

test('an answer that throws is wrong, and says so; the stop button goes through', () => {
  const one = exerciseWith('00-4', start().stores);
  const card = one.check(() => {
    throw new TypeError('a is odd');
  });
  assert.match(card.text(), /your function fails: a is odd/);
  const stopped = Object.assign(new Error('stopped'), { name: 'Interrupted' });
  assert.throws(
    () =>
      one.check(() => {
        throw stopped;
      }),
    stopped,
  );
});

test('errors say what is missing', () => {
  const { stores } = start();
  assert.throws(
    () => exerciseWith('00-2', stores).check(0.9, { films } as never),
    new OptionError(
      "exercise 00-2: ratings is missing; expected exercise('00-2').check(0.5, { films, ratings })",
    ),
  );
  assert.throws(() => exerciseWith('00-99' as ExerciseId, stores), /there is no exercise '00-99'/);
  assert.throws(() => exerciseWith('00-4', stores).guess(), /nothing to guess/);
});

test('wrong types do not compile', () => {
  const one = exerciseWith('00-4', start().stores);
  // @ts-expect-error a number is not a function
  one.check(0.976);
  // @ts-expect-error a function of numbers is not one of rows
  one.check((a: number, b: number) => a * b);
  // @ts-expect-error not one of the choices
  assert.throws(() => exerciseWith('00-1', start().stores).guess('Heat'));
  // @ts-expect-error there is no such exercise
  assert.throws(() => exerciseWith('99-9', start().stores));
});

test('progress is a table: what was guessed, tried and solved, with and without help', () => {
  const { steps, stores } = start();
  const one = exerciseWith('00-2', stores);
  one.guess(0.5);
  one.hint();
  one.check(0.1, world);
  one.check(24 / Math.sqrt(41 * 17), world);
  exerciseWith('00-4', stores).check(() => 1);
  const rows = myProgress('00', { steps });
  assert.deepEqual(
    rows.map(({ exercise, guess, tries, hints, state }) => [exercise, guess, tries, hints, state]),
    [
      ['00-1', '', 0, 0, 'open'],
      ['00-2', '0.5', 2, 1, 'solved'],
      ['00-3', '', 0, 0, 'open'],
      ['00-4', '', 1, 0, 'tried'],
    ],
  );
});

test('every exercise is declared under its own id, with three hints and a solution out of sight', () => {
  const ids = Object.keys(EXERCISES) as ExerciseId[];
  assert.deepEqual(
    readdirSync(path.join(__dirname, '../../lib/workshop/solutions')).sort(),
    ids.map((id) => `${id}.ts`).sort(),
  );
  for (const id of ids) {
    const spec = specOf(id);
    assert.equal(spec.id, id);
    assert.equal(new Set(spec.hints).size, 3, id);
    assert.equal(new Set(spec.mistakes.map(({ words }) => words)).size, spec.mistakes.length, id);
    assert.ok(spec.level !== 'predict' || spec.guessing, `${id} has something to guess`);
    const { words, code } = solutionText(spec);
    assert.ok(words.length > 20 && !words.includes('*'), id);
    assert.match(code, new RegExp(`exercise\\('${id}'\\)\\.check\\(.+\\)$`), id);
  }
});

test('a solution uses what its notebook imports', () => {
  for (const file of allNotebooks()) {
    const notebook = parseNotebook(readFileSync(file, 'utf8'), file);
    const prefix = `${path.basename(file).split('-')[0]}-`;
    const imported = notebook.cells.filter(({ cell_type }) => cell_type === 'code').slice(0, 1)[0]!.source;
    for (const id of Object.keys(EXERCISES).filter((one) => one.startsWith(prefix))) {
      const source = readFileSync(path.join(__dirname, `../../lib/workshop/solutions/${id}.ts`), 'utf8');
      const names = [...source.matchAll(/^import \{([^}]*)\}/gm)].flatMap(([, list]) => list.split(','));
      for (const name of names.map((one) => one.trim()).filter((one) => one && !one.startsWith('type '))) {
        assert.match(
          imported,
          new RegExp(`\\b${name}\\b`),
          `${id} needs ${name} in the imports of ${path.basename(file)}`,
        );
      }
    }
  }
});

test('a wrong answer that is NaN, or has NaN in it, is told so', () => {
  const nan = exerciseWith('00-2', start().stores).check(Number.NaN, world);
  assert.match(nan.paragraphs[0]!, /^Your answer is NaN: something was undefined/);
  const counts = { films: Number.NaN, mostRatings: 1 };
  const given = { ratings: Interactions.fromRows([['Ada', 'Alien', 5]]) };
  const inside = exerciseWith('01-2', start().stores).check(counts, given);
  assert.match(inside.paragraphs[0]!, /^`films` is NaN: /);
});
