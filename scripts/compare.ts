/**
 * `npm run compare`: the comparison tables of the models, computed here and now.
 * Progress goes to stderr, the table (or with --json one array of rows) to stdout.
 */
import { LabError, OptionError } from '../lib/core/errors';
import { filmFeatures } from '../lib/data/movielens/film-features';
import { loadMovieLens100K } from '../lib/data/movielens/movielens-100k';
import {
  coldStartMarkdown,
  coldStartTable,
  compareColdStart,
} from '../lib/evaluation/comparison/cold-start/cold-start';
import { compareLists, rankingMarkdown, rankingTable } from '../lib/evaluation/comparison/compare-lists';
import { compareRatings, ratingMarkdown, ratingTable } from '../lib/evaluation/comparison/compare-ratings';
import type { Comparison } from '../lib/evaluation/comparison/runs';
import { splitsOf } from '../lib/evaluation/comparison/splits';
import { modelOf } from '../lib/evaluation/search/model-spec';
import { loadTensors } from '../lib/math/tensors/tensors';
import { readArguments, USAGE } from './compare/arguments';

const { endWhenUnread } = require('./closed-pipe') as { endWhenUnread: () => void };

async function main(): Promise<void> {
  const { task, split, last, models, seeds, parts, form } = readArguments(process.argv.slice(2));
  if (form === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { ratings, films, source } = loadMovieLens100K();
  if (source.source === 'synthetic') {
    note(
      'The ratings are made up (no MovieLens could be fetched): the numbers are not those of the literature.',
    );
  }
  await loadTensors(); // so that the first fit isn't charged for it
  if (task === 'cold-start') {
    const rows = await compareColdStart({ ratings, films, split, parts, note });
    print({ json: rows, table: () => coldStartTable(rows), markdown: () => coldStartMarkdown(rows) }[form]);
    return;
  }
  const featured = models.some((spec) => modelOf(spec).can.needsItemFeatures);
  const table = featured ? ratings.withItemFeatures(filmFeatures(films)) : ratings;
  const splits = splitsOf(split, table, last);
  if (task === 'ranking') for (const line of new Set(splits.flatMap(({ notes }) => notes))) note(line);
  const comparison: Comparison = { models, splits, seeds, note };
  if (task === 'rating') {
    const rows = await compareRatings(comparison, split);
    print({ json: rows, table: () => ratingTable(rows), markdown: () => ratingMarkdown(rows) }[form]);
  } else {
    const lists = await compareLists(comparison, split, films);
    print(
      { json: lists.rows, table: () => rankingTable(lists), markdown: () => rankingMarkdown(lists) }[form],
    );
  }
}

function print(what: readonly unknown[] | (() => string)): void {
  process.stdout.write(`${typeof what === 'function' ? what() : JSON.stringify(what)}\n`);
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

endWhenUnread();
main().catch((error: unknown) => {
  if (!(error instanceof LabError)) throw error;
  note(error.message);
  process.exitCode = error instanceof OptionError ? 2 : 1;
});
