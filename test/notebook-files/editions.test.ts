import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { answerCells } from '../../lib/notebook-files/editions/exercise-cells';
import { solved, studentEdition } from '../../lib/notebook-files/editions/student-edition';
import { teacherEdition } from '../../lib/notebook-files/editions/teacher-edition';
import { minutesOf, parseNotes, strayNotes } from '../../lib/notebook-files/editions/teaching-notes';
import { ROOT } from '../../lib/notebook-files/environment';
import { allNotebooks } from '../../lib/notebook-files/find';
import {
  type Cell,
  type Notebook,
  parseNotebook,
  readNotebook,
  serializeNotebook,
} from '../../lib/notebook-files/ipynb';
import { headingsOf } from '../../lib/notebook-files/sections';
import { edition, notesOf, putEdition, writeEditions } from '../../scripts/workshop/editions/make-editions';
import { readRunTimes, TEACHING } from '../../scripts/workshop/editions/run-times';

const code = (id: string, source: string, tags: string[] = []): Cell => {
  const output = { output_type: 'stream', name: 'stdout', text: 'seen' } as const;
  return { cell_type: 'code', id, source, metadata: { tags }, outputs: [output], execution_count: null };
};
const text = (id: string, source: string): Cell => ({ cell_type: 'markdown', id, source, metadata: {} });
const NOTEBOOK: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'recommender-lab' }, widgets: {} },
  cells: [
    text('a', '# Title'),
    text('b', '## First\n\n### Under it'),
    code('c', "exercise('09-1').guess()", ['exercise']),
    code('d', "exercise('09-1').check()", ['exercise']),
    code('e', 'const old = 1;', ['solution']),
  ],
};
const NOTES = parseNotes(
  'Why.\n\n## First (5 min)\nSay *this*.\n\nAsk that.\n## Second (3 min, skip if short of time)\n',
  'x.md',
);
const CODE = "exercise('09-1').guess('a');\nconst answer = 1;\nexercise('09-1').check(answer)";

test("the student's edition has no solutions and no outputs, unless they are kept", () => {
  const before = structuredClone(NOTEBOOK);
  const student = studentEdition(NOTEBOOK);
  assert.deepEqual(
    student.cells.map(({ id }) => id),
    ['a', 'student-late', 'b', 'c', 'd'],
  );
  assert.match(student.cells[1].source, /Run All Above Selected Cell/);
  assert.ok(student.cells.every(({ outputs }) => outputs === undefined || outputs.length === 0));
  assert.ok(!('widgets' in student.metadata));
  assert.equal(studentEdition(NOTEBOOK, { keepOutputs: true }).cells[3].outputs!.length, 1);
  assert.deepEqual(NOTEBOOK, before);
});

test('solutions are typed in where their answers go, and the guess where it is asked for', () => {
  const cells = solved(studentEdition(NOTEBOOK), new Map([['09-1', CODE]])).cells;
  assert.deepEqual([cells[3].source, cells[4].source], ["exercise('09-1').guess('a');", CODE]);
});

test("the teacher's edition has notes before sections, solutions after exercises, and is a valid notebook", () => {
  const answer = { words: 'Because.', code: CODE, mistakes: ['You forgot.'] };
  const made = teacherEdition(NOTEBOOK, { notes: NOTES, answers: new Map([['09-1', answer]]) });
  const { cells } = parseNotebook(serializeNotebook(made), 'teacher');
  const ids = ['a', 'teacher-overview', 'b-teacher-1', 'b', 'c', 'd', 'd-solution-words', 'd-solution', 'e'];
  assert.deepEqual(
    cells.map(({ id }) => id),
    ids,
  );
  assert.match(cells[1].source, /\*\*For the teacher\.\*\* Why\.\n>\n> \| section/);
  assert.match(
    cells[1].source,
    /\| First \| 5 \| {2}\|\n> \| Second \| 3 \| skip.*\n> \| \*\*all\*\* \| \*\*8\*\* \| 5 without/,
  );
  assert.match(
    cells[2].source,
    /^> \*\*For the teacher: First, 5 min\*\*\n>\n> Say \*this\*\.\n>\n> Ask that\.$/,
  );
  assert.match(cells[6].source, /\*\*Solution 09-1\.\*\* Because\.\n[\s\S]*> - You forgot\./);
  assert.equal(cells[7].source, CODE);
  const slides = cells.map(({ metadata }) => (metadata.slideshow as { slide_type: string }).slide_type);
  assert.deepEqual(slides, ['slide', 'notes', 'notes', 'slide', '-', '-', 'notes', 'skip', '-']);
});

test('the teacher learns how long a latecomer waits; times of another version of the notebook say nothing', () => {
  const answers = new Map();
  const notes = parseNotes('Why.\n\n## First (5 min)\n\n## Last (1 min)\n', 'x.md');
  const longer = {
    ...NOTEBOOK,
    cells: [
      code('i', 'const x = 1;'),
      code('s', 'wait()', ['slow']),
      ...NOTEBOOK.cells,
      text('z', '## Last'),
    ],
  };
  const times = { i: 1.2, s: 90, c: 0.1, d: 0.3, e: 7 };
  const said = (given?: Record<string, number>) =>
    teacherEdition(longer, { notes, answers, times: given }).cells.find(
      ({ id }) => id === 'teacher-overview',
    )!.source;
  assert.match(said(times), /\| First \| 5 \| {2}\| 92 s \|\n> \| Last \| 1 \| {2}\| 99 s \|/);
  assert.match(said(times), /that takes at most 99 s, 90 s of it in cells marked as slow; the table/);
  for (const other of [undefined, { i: 1.2 }]) {
    assert.match(said(other), /comes late\*\* .* \*Run > Run All Above Selected Cell\*\.$/);
    assert.doesNotMatch(said(other), /On two cores|to run all above/);
  }
});

test('slow cells say about how long they were measured to take', () => {
  const SAID: Record<string, number> = { five: 5, ten: 10, fifteen: 15, twenty: 20, half: 30 };
  const times = readRunTimes();
  for (const file of allNotebooks()) {
    const name = basename(file, '.ipynb');
    for (const { id, source } of readNotebook(file).cells) {
      const [, about, few] =
        /^\/\/ Slow: (?:about (five|ten|fifteen|twenty|half)|(a few|several) seconds)/.exec(source) ?? [];
      const measured = times[name]?.[id];
      if (measured === undefined || (!about && !few)) continue;
      const [least, most] = few ? [0, 6] : [SAID[about]! / 2.6, 1.6 * SAID[about]!];
      const line = `${name}: ${source.split('\n')[0]} It took ${measured} s`;
      assert.ok(measured >= least && measured <= most, line);
    }
  }
});

test("a teacher's heading without minutes is an error with its line; one that the notebook lacks is found", () => {
  assert.throws(
    () => parseNotes('a\n## First\n', 'x.md'),
    /^DataError: x\.md, line 2: expected "## Title \(5 min\)"/,
  );
  // Its minutes would be lost, although the notebook's heading may be of that level.
  assert.throws(
    () => parseNotes('## First (5 min)\n\n### Second (3 min)\n', 'x.md'),
    /x\.md, line 3: expected/,
  );
  assert.deepEqual(strayNotes(NOTES, NOTEBOOK), ['Second']);
  assert.deepEqual(minutesOf(NOTES), { all: 8, least: 5 });
});

for (const path of allNotebooks()) {
  const name = basename(path, '.ipynb');
  test(`both editions of ${name} can be made, and its notes name its sections`, () => {
    const source = readNotebook(path);
    const student = edition('student', path);
    assert.ok(!serializeNotebook(student).includes('"solution"'));
    const exercises = [...answerCells(source).keys()];
    assert.deepEqual([...answerCells(student).keys()], exercises);
    const teacher = edition('teacher', path);
    const solutions = teacher.cells.filter(({ id }) => id.endsWith('-solution'));
    assert.equal(solutions.length, exercises.length);
    assert.notEqual(notesOf(path, source).introduction, '', `lib/workshop/teaching/${name}.md is missing`);
    assert.equal(
      new Set(teacher.cells.map(({ id }) => id)).size,
      teacher.cells.length,
      'cell ids are unique',
    );
  });
}

/** What the teacher needs no minutes for. */
const ASIDE = ['Summary', 'Sources', 'Checks'];

/** A lesson, in minutes. */
const LESSON = 45;
/** Plans that take longer with every section, why they weren't split, and their minutes. */
const LONGER: Record<string, readonly [minutes: number, why: string]> = {
  '05-why': [
    49,
    'the ways to explain are compared with each other; features and what-if users can be skipped',
  ],
  '06-put-it-to-work': [46, 'one service from its start to its end; monitoring can be skipped'],
  '10-experiments': [50, 'one pair of models in all three ways; unit, CUPED and the error can be skipped'],
  '13-your-own-data': [50, 'one file from the first look to the service; serving it is notebook 06 again'],
};

for (const path of allNotebooks()) {
  const name = basename(path, '.ipynb');
  test(`the plan for ${name} has minutes for every section, and what can't be skipped fits in a lesson`, () => {
    const notebook = readNotebook(path);
    const notes = notesOf(path, notebook);
    const sections = notebook.cells
      .filter((cell) => cell.cell_type === 'markdown')
      .flatMap((cell) => headingsOf(cell.source))
      .filter(({ level, title }) => level === 2 && !ASIDE.includes(title))
      .map(({ title }) => title);
    const planned = notes.sections.map(({ title }) => title);
    assert.deepEqual(
      sections.filter((title) => !planned.includes(title)),
      [],
    );
    const { all, least } = minutesOf(notes);
    assert.ok(least <= LESSON, `${least} minutes without what can be skipped`);
    if (name in LONGER) assert.equal(all, LONGER[name][0]);
    else assert.ok(all <= LESSON, `${all} minutes`);
  });
}

const NUMBERS = { ten: 10, fifteen: 15, twenty: 20, 'twenty-five': 25, thirty: 30, 'thirty-five': 35 };

for (const path of allNotebooks()) {
  const name = basename(path, '.ipynb');
  test(`${name}, its plan and the README promise the same minutes`, () => {
    const notebook = readNotebook(path);
    const [, minutes, more] =
      /About ([\w-]+) minutes(?:, plus ([\w-]+) for the exercises)?\./.exec(notebook.cells[0]!.source) ?? [];
    const promised = NUMBERS[minutes as keyof typeof NUMBERS];
    const { sections } = notesOf(path, notebook);
    const planned = (wanted: boolean) =>
      minutesOf({
        introduction: '',
        sections: sections.filter(({ title }) => (title === 'Exercises') === wanted),
      });
    assert.equal(planned(true).all, NUMBERS[more as keyof typeof NUMBERS] ?? 0, 'exercises');
    const { all, least } = planned(false);
    assert.ok(
      promised > least - 2.5 && promised < all + 2.5,
      `${promised}, but planned are ${least} to ${all}`,
    );
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    assert.match(readme, new RegExp(`^\\| \\[\`${name}\`\\].* \\| ${promised} \\|$`, 'm'));
  });
}

test('only plans that take longer than a lesson are excused', () => {
  const names = allNotebooks().map((path) => basename(path, '.ipynb'));
  for (const [name, [minutes]] of Object.entries(LONGER))
    assert.ok(names.includes(name) && minutes > LESSON, name);
});

test('time plans name notebooks that are there', () => {
  const plans = readFileSync(join(TEACHING, 'time-plans.md'), 'utf8');
  const named = [...plans.matchAll(/`((?:\d\d\w?|kernel)-[\w-]+)`/g)].map(([, name]) => name);
  assert.ok(named.length > 6);
  assert.deepEqual(
    named.filter((name) => !existsSync(join(ROOT, 'notebooks', `${name}.ipynb`))),
    [],
  );
});

test('editions outside the project are for the folder notebooks/; inside, paths lead to the project', (t) => {
  const outside = mkdtempSync(join(tmpdir(), 'Übung eins '));
  mkdirSync(join(ROOT, '.lab'), { recursive: true });
  const inside = mkdtempSync(join(ROOT, '.lab', 'editions-'));
  t.after(() => {
    for (const folder of [outside, inside]) rmSync(folder, { recursive: true });
  });
  writeEditions('student', outside, {});
  assert.match(readFileSync(join(outside, '00-tour.ipynb'), 'utf8'), /from '\.\.\/lib\//);
  const files = writeEditions('teacher', join(inside, 'für mich'), {});
  assert.match(readFileSync(files[0], 'utf8'), /from '\.\.\/\.\.\/\.\.\/lib\//);
  assert.equal(basename(files.at(-1)!), 'time-plans.md');
  assert.throws(
    () => writeEditions('teacher', outside, {}),
    /00-tour\.ipynb exists; give an empty or new folder/,
  );
});

test('a bundle has an edition of the notebooks of its clone, and no others', (t) => {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  t.after(() => rmSync(clone, { recursive: true }));
  mkdirSync(join(clone, 'notebooks'));
  const file = join(clone, 'notebooks', '00-tour.ipynb');
  copyFileSync(join(ROOT, 'notebooks', '00-tour.ipynb'), file);
  const before = readFileSync(file, 'utf8');
  putEdition('student', clone);
  assert.notEqual(readFileSync(file, 'utf8'), before);
  assert.deepEqual(readdirSync(join(clone, 'notebooks')), ['00-tour.ipynb']);
});
