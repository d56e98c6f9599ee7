/**
 * `npm run compare`: the comparison tables of the models, computed here and now.
 * Progress goes to stderr, the table (or with --json one array of rows) to stdout.
 */
import { filmFeatures } from '../lib/data/movielens/film-features';
import { loadMovieLens100K } from '../lib/data/movielens/movielens-100k';
import {
  coldStartMarkdown,
  coldStartTable,
  compareColdStart,
} from '../lib/evaluation/comparison/cold-start/cold-start';
import { compareLists, rankingMarkdown, rankingTable } from '../lib/evaluation/comparison/compare-lists';
import { compareRatings, ratingMarkdown, ratingTable } from '../lib/evaluation/comparison/compare-ratings';
import { jsonRows } from '../lib/evaluation/comparison/json-rows';
import type { Comparison } from '../lib/evaluation/comparison/runs';
import { splitsOf } from '../lib/evaluation/comparison/splits';
import { loadTensors } from '../lib/math/tensors/tensors';
import { modelOf } from '../lib/models/registry';
import { note, runCommand } from './cli/command-line';
import { type Arguments, readArguments, type Task, USAGE } from './compare/arguments';
import { differences, readmeTables } from './compare/readme-tables';

async function run(args: string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked.form === 'check') return await check(asked.checked);
  const table = await tableOf(asked);
  print(asked.form === 'json' ? JSON.stringify(jsonRows(table.rows)) : table[asked.form]());
  return 0;
}

/** What was asked for: as data, for a terminal and for the README. */
interface Table {
  readonly rows: readonly object[];
  readonly table: () => string;
  readonly markdown: () => string;
}

async function tableOf({ task, split, last, models, seeds, parts }: Arguments): Promise<Table> {
  const { ratings, films, source } = loadMovieLens100K();
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
  const featured = models.some((spec) => modelOf(spec).can.needsItemFeatures);
  const table = featured ? ratings.withItemFeatures(filmFeatures(films)) : ratings;
  const splits = splitsOf(split, table, last);
  if (task === 'ranking') for (const line of new Set(splits.flatMap(({ notes }) => notes))) note(line);
  const comparison: Comparison = { models, splits, seeds, note };
  if (task === 'rating') {
    const rows = await compareRatings(comparison, split);
    return { rows, table: () => ratingTable(rows), markdown: () => ratingMarkdown(rows) };
  }
  const lists = await compareLists(comparison, split, films);
  return { rows: lists.rows, table: () => rankingTable(lists), markdown: () => rankingMarkdown(lists) };
}

/** Computes README's tables of these tasks again. Returns the exit code: 1 where one differs. */
async function check(tasks: readonly Task[]): Promise<number> {
  let code = 0;
  for (const { command, args, text } of readmeTables()) {
    if (!tasks.includes(args.task)) continue;
    const found = differences(text, (await tableOf(args)).markdown());
    print(
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

runCommand({ usage: USAGE, run });
