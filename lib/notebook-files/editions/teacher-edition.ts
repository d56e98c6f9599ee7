/** The notebook that the teacher gets: the same cells, with notes, times and solutions between them. */
import type { Cell, Json, Notebook } from '../ipynb';
import { headingsOf } from '../sections';
import { answerCells } from './exercise-cells';
import { type RunTimes, type Waiting, waitingTimes } from './run-times';
import { type EditionOptions, withOutputs } from './student-edition';
import { minutesOf, type SectionNotes, type TeachingNotes } from './teaching-notes';

/** An exercise's solution, for the teacher. */
export interface Answer {
  /** What is to be learned. */
  readonly words: string;
  /** A cell that passes the check. */
  readonly code: string;
  /** What people often do instead. */
  readonly mistakes: readonly string[];
}

/** What the teacher's edition has besides the notebook. */
export interface ForTeachers {
  readonly notes: TeachingNotes;
  /** By the exercise's id. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Of the notebook's cells. Default: latecomers aren't told how long they wait. */
  readonly times?: RunTimes;
}

/** The cells get JupyterLab's slide metadata as well: a slide begins at each section, notes are the speaker's. */
export function teacherEdition(
  notebook: Notebook,
  { notes, answers, times }: ForTeachers,
  options: EditionOptions = {},
): Notebook {
  const waiting = times && waitingTimes(notebook, times);
  const places = new Map([...answerCells(notebook)].map(([id, index]) => [index, id]));
  const cells = notebook.cells.flatMap((cell, index) => {
    const id = places.get(index);
    const answer = id === undefined ? undefined : answers.get(id);
    return [
      ...(index === 1 ? [overview(notes, waiting)] : []),
      ...sectionNotes(cell, notes),
      withSlide(cell),
      ...(id !== undefined && answer ? solutionCells(id, cell, answer) : []),
    ];
  });
  return withOutputs({ ...notebook, cells }, options);
}

function overview(notes: TeachingNotes, waiting: Waiting | undefined): Cell {
  const { all, least } = minutesOf(notes);
  const rows = notes.sections.map(({ title, minutes, skip }) => {
    const seconds = waiting?.above.get(title);
    const late = seconds === undefined ? '' : ` ${Math.ceil(seconds)} s |`;
    return `| ${title} | ${minutes} | ${skip ? 'skip if short of time' : ''} |${late}`;
  });
  const table = [
    `| section | minutes | |${waiting ? ' to run all above |' : ''}`,
    `|---|--:|---|${waiting ? '--:|' : ''}`,
    ...rows,
    `| **all** | **${all}** | ${least} without what can be skipped |${waiting ? ` ${Math.ceil(waiting.all)} s |` : ''}`,
  ];
  const parts = [`**For the teacher.** ${notes.introduction}`, table.join('\n')];
  return note('teacher-overview', [...parts, lateWords(waiting)].join('\n\n'));
}

/** For people who come late. */
function lateWords(waiting: Waiting | undefined): string {
  const way =
    '**Anyone who comes late** selects the cell where you are and chooses *Run > Run All Above Selected Cell*.';
  if (waiting === undefined) return way;
  const { all, slow } = waiting;
  const most = `at most ${Math.ceil(all)} s${slow > 0 ? `, ${Math.ceil(slow)} s of it in cells marked as slow` : ''}`;
  return `${way} On two cores, that takes ${most}; the table says how long for each section.`;
}

function sectionNotes(cell: Cell, { sections }: TeachingNotes): Cell[] {
  if (cell.cell_type !== 'markdown') return [];
  const titles = headingsOf(cell.source).map(({ title }) => title);
  return sections
    .filter(({ title }) => titles.includes(title))
    .map((section) =>
      note(`${cell.id.slice(0, 40)}-teacher-${sections.indexOf(section) + 1}`, sectionText(section)),
    );
}

function sectionText({ title, minutes, skip, text }: SectionNotes): string {
  const head = `**For the teacher: ${title}, ${minutes} min${skip ? ', skip if short of time' : ''}**`;
  return text === '' ? head : `${head}\n\n${text}`;
}

function solutionCells(id: string, { id: cellId }: Cell, { words, code, mistakes }: Answer): Cell[] {
  const list = mistakes.map((mistake) => `- ${mistake}`).join('\n');
  const typical = list && `\n\nTypical mistakes, and what the check says:\n\n${list}`;
  const start = cellId.slice(0, 40);
  return [
    note(`${start}-solution-words`, `**Solution ${id}.** ${words}${typical}`),
    {
      cell_type: 'code',
      id: `${start}-solution`,
      source: code,
      metadata: { tags: ['solution'], slideshow: { slide_type: 'skip' } },
      outputs: [],
      execution_count: null,
    },
  ];
}

/** A cell for the teacher, set off as a quotation. */
function note(id: string, text: string): Cell {
  return {
    cell_type: 'markdown',
    id,
    source: text.replace(/^/gm, '> ').replace(/ +$/gm, ''),
    metadata: { slideshow: { slide_type: 'notes' } },
  };
}

function withSlide(cell: Cell): Cell {
  const level = cell.cell_type === 'markdown' ? headingsOf(cell.source)[0]?.level : undefined;
  const type = level === undefined ? '-' : level <= 2 ? 'slide' : 'subslide';
  const slideshow: Json = { slide_type: type };
  return { ...cell, metadata: { ...cell.metadata, slideshow } };
}
