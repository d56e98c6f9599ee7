import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { cleanRatings } from '../../lib/data/delimited/clean-ratings';
import { lookAtRatings } from '../../lib/data/delimited/look-at-ratings';
import { readRatings } from '../../lib/data/delimited/read-ratings';
import type { Interactions } from '../../lib/data/table/interactions';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { globalTimeCut } from '../../lib/evaluation/splits/global-time-cut';
import { leaveLastN } from '../../lib/evaluation/splits/leave-last-n';
import type { Split } from '../../lib/evaluation/splits/split';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { modelOf } from '../../lib/models/registry';
import { messyLoans } from '../../lib/simulation/messy-loans';
import type { Pair } from '../../lib/workshop/exercises/13-3-k-core';
import { examine, examinedAllOf } from './examine';

const dir = mkdtempSync(join(tmpdir(), 'exercises-13-'));
after(() => rmSync(dir, { recursive: true, force: true }));

let files = 0;
async function tables() {
  const file = join(dir, `${++files}.csv`);
  writeFileSync(file, messyLoans({ readers: 80, books: 60, loans: 1000 }).loans);
  const clean = await cleanRatings(file, lookAtRatings(file), `${file}.clean`);
  const ratings = await readRatings(clean.file, { ...clean.options, duplicates: 'last' });
  return { clean, ratings };
}

examine('13-1', {
  given: tables,
  wrong: ({ clean, ratings }) => [
    clean.rows,
    clean.rows - ratings.length,
    ratings.length - (clean.rows - ratings.length),
  ],
});

examine('13-2', {
  given: async () => {
    const { ratings } = await tables();
    const winner = { model: 'MostPopular' };
    const final = await evaluateRanking(modelOf(winner), { split: trainTestSplit(ratings), k: 5 });
    return { ratings, winner, final, k: 5 };
  },
  wrong: async ({ ratings, winner, final }) => {
    const lists = async (model: string, split: (table: Interactions) => Split, k = 5) =>
      (await evaluateRanking(modelOf({ model }), { split: split(ratings), k })).row;
    return [final.row, await lists(winner.model, leaveLastN), await lists('ItemKNN', globalTimeCut, 7)];
  },
});

const counts = (rows: readonly Pair[], key: keyof Pair, value: string) =>
  rows.filter((row) => row[key] === value).length;
const kept = (rows: readonly Pair[], k: number) =>
  rows.filter(({ user, item }) => counts(rows, 'user', user) >= k && counts(rows, 'item', item) >= k);
function core(rows: readonly Pair[], k: number): readonly Pair[] {
  const left = kept(rows, k);
  return left.length === rows.length ? left : core(left, k);
}

examine('13-3', {
  given: () => undefined,
  wrong: () => [
    kept,
    (rows, k) => core(rows, k + 1),
    (rows, k) => rows.filter(({ user }) => counts(rows, 'user', user) >= k),
  ],
  alsoRight: () => [core],
});

examinedAllOf('13');
