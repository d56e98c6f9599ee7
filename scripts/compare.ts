/**
 * `npm run compare`: the comparison tables of the models, computed here and now.
 * Progress goes to stderr, the table (or with --json one array of rows) to stdout.
 */
import { DataError, OptionError } from '../lib/core/errors';
import { areRatings } from '../lib/core/rating-scale';
import type { Film } from '../lib/data/movielens/film';
import { filmFeatures } from '../lib/data/movielens/film-features';
import { loadMovieLens100K } from '../lib/data/movielens/movielens-100k';
import type { Interactions } from '../lib/data/table/interactions';
import {
  coldStartMarkdown,
  coldStartTable,
  compareColdStart,
} from '../lib/evaluation/comparison/cold-start/cold-start';
import { compareLists, rankingMarkdown, rankingTable } from '../lib/evaluation/comparison/compare-lists';
import { compareRatings, ratingMarkdown, ratingTable } from '../lib/evaluation/comparison/compare-ratings';
import { jsonRows } from '../lib/evaluation/comparison/json-rows';
import { MICROSOFT_METRICS, microsoftLists, microsoftRatings } from '../lib/evaluation/comparison/microsoft';
import type { Comparison } from '../lib/evaluation/comparison/runs';
import { splitsOf } from '../lib/evaluation/comparison/splits';
import { ACCURATE_MODELS, withSideInformation, withTimes } from '../lib/evaluation/presets/accurate-models';
import { RANKING_COLUMNS } from '../lib/evaluation/ranking/metrics/ranking-metrics';
import { loadTensors } from '../lib/math/tensors/tensors';
import { modelOf } from '../lib/models/registry';
import { note, runCommand } from './cli/command-line';
import { type Arguments, modelsFor, readArguments, type Task, USAGE } from './compare/arguments';
import { type OwnData, readOwnData } from './compare/own-data';
import { differences, readmeTables } from './compare/readme-tables';

/** Where a command prints. */
export interface Screen {
  /** Results. */
  readonly print: (text: string) => void;
  /** Progress. */
  readonly note: (line: string) => void;
}

/** Does what the command line asks for; returns the exit code. */
export async function compare(args: string[], screen: Screen): Promise<number> {
  const asked = readArguments(args);
  if (asked.form === 'check') return await check(asked.checked, screen);
  if (asked.data) return await compareOwn(asked, asked.data, screen);
  const table = await tableOf({ ...asked, task: asked.task ?? 'rating' }, screen);
  show(table, asked, screen);
  return 0;
}

/** What was asked for: as data, for a terminal and for the README. */
interface Table {
  readonly rows: readonly object[];
  readonly table: () => string;
  readonly markdown: () => string;
}

function show(table: Table, { form }: Arguments, { print }: Screen): void {
  print(
    form === 'json'
      ? JSON.stringify(jsonRows(table.rows))
      : form === 'markdown'
        ? table.markdown()
        : table.table(),
  );
}

const KNOWS_WHEN =
  'These models know in which second each test rating was given. Nobody knows that when serving, so these numbers ' +
  'must not be compared with those of other tables.';

type Asked = Arguments & { readonly task: Task };

async function tableOf(asked: Asked, screen: Screen): Promise<Table> {
  const { note } = screen;
  const { task, split, parts } = asked;
  const { ratings, films, users, source } = loadMovieLens100K();
  if (source.source === 'synthetic') {
    note(
      'The ratings are made up (no MovieLens could be fetched): the numbers are not those of the literature.',
    );
  }
  await loadTensors(); // so that the first fit isn't charged for it
  if (task === 'cold-start') {
    const rows = await compareColdStart({ ratings, films, split, parts, note });
    return { rows, table: () => coldStartTable(rows), markdown: () => coldStartMarkdown(rows) };
  }
  const models = modelsFor(task, asked);
  let table = ratings;
  if (asked.knowsWhen || models.some((spec) => ACCURATE_MODELS.includes(spec))) {
    table = withSideInformation(table, { films, users });
  } else if (models.some((spec) => modelOf(spec).can.needsItemFeatures)) {
    table = table.withItemFeatures(filmFeatures(films));
  }
  if (asked.knowsWhen) {
    note(KNOWS_WHEN);
    table = withTimes(table);
  }
  return await modelsTable(asked, table, { films, note });
}

async function modelsTable(
  asked: Asked,
  ratings: Interactions,
  { films, note, onRefusal }: { films?: readonly Film[] } & Pick<Comparison, 'note' | 'onRefusal'>,
): Promise<Table> {
  const { task, split, seeds, last } = asked;
  const splits = splitsOf(split, ratings, last);
  if (task === 'ranking') for (const line of new Set(splits.flatMap(({ notes }) => notes))) note(line);
  const comparison: Comparison = { models: modelsFor(task, asked), splits, seeds, note, onRefusal };
  const isMicrosoft = split === 'microsoft';
  if (task === 'rating') {
    const rows = await compareRatings(comparison, split);
    if (isMicrosoft) return { rows, ...microsoftRatings(rows) };
    return { rows, table: () => ratingTable(rows), markdown: () => ratingMarkdown(rows) };
  }
  // In Microsoft's benchmark, every test film is relevant.
  const relevantFrom = isMicrosoft ? ratings.scale.min : undefined;
  const shown = isMicrosoft ? MICROSOFT_METRICS : RANKING_COLUMNS.map(({ name }) => name);
  const metrics = asked.form === 'json' ? undefined : shown;
  const lists = await compareLists({ ...comparison, relevantFrom, metrics }, split, films);
  if (isMicrosoft) return { rows: lists.rows, ...microsoftLists(lists.rows) };
  return { rows: lists.rows, table: () => rankingTable(lists), markdown: () => rankingMarkdown(lists) };
}

const TITLES = {
  rating: 'Predicted ratings',
  ranking: 'Lists of ten',
  'cold-start': 'Cold start',
} as const;

/** The tables of a file of one's own. Returns 1 if a model asked for is missing from one. */
async function compareOwn(asked: Arguments, data: OwnData, screen: Screen): Promise<number> {
  const { print, note } = screen;
  const ratings = await readOwnData(data, note);
  const rated = areRatings(ratings);
  if (asked.task === 'rating' && !rated)
    throw new OptionError(`${data.file} has no ratings to predict; compare lists with --task ranking`);
  const tasks = asked.task ? [asked.task] : rated ? (['rating', 'ranking'] as const) : (['ranking'] as const);
  await loadTensors();
  const refusals: string[] = [];
  const leaveOut = (line: string) => {
    note(line);
    refusals.push(line);
  };
  const onRefusal = ({ label }: { label: string }, { message }: Error) =>
    leaveOut(`${label} is left out: ${message}`);
  for (const [n, task] of tasks.entries()) {
    const table = await modelsTable({ ...asked, task }, ratings, { note, onRefusal }).catch((error) => {
      if (n === 0 || !(error instanceof DataError)) throw error;
      leaveOut(`This table is left out: ${error.message}`); // the first one is there
    });
    if (!table) continue;
    if (tasks.length > 1) print(`${n > 0 ? '\n' : ''}${TITLES[task]}\n`);
    show(table, asked, screen);
  }
  for (const line of refusals) note(line);
  return refusals.length > 0 ? 1 : 0;
}

/** Computes README's tables of these tasks again. Returns the exit code: 1 where one differs. */
async function check(tasks: readonly Task[], screen: Screen): Promise<number> {
  let code = 0;
  for (const { command, args, text } of readmeTables()) {
    const { task = 'rating' } = args;
    if (!tasks.includes(task)) continue;
    const found = differences(text, (await tableOf({ ...args, task }, screen)).markdown());
    screen.print(
      [`${command}: ${found.length === 0 ? 'as in README.md' : 'differs from README.md'}`, ...found].join(
        '\n',
      ),
    );
    if (found.length > 0) code = 1;
  }
  return code;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

if (require.main === module) {
  runCommand({ usage: USAGE, run: (args) => compare(args, { print, note }) });
}
