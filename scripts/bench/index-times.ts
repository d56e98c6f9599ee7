/**
 * The approximate index of a large catalog against scanning all of it: how many of the best 10 it finds, and how long
 * a call takes. The vectors are made up: items around a thousand centers, of different lengths as popular items are, and
 * users near a few items each.
 */
import { type ItemIndex, itemId, type UserIndex } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';
import { BPR } from '../../lib/models/factors/bpr';
import type { FactorState } from '../../lib/models/shared/factor-state';

const FACTORS = 64;
const CENTERS = 1000;
const QUESTIONS = 200;
const LIKES_A_USER = 20;

/** What was asked for. */
export interface IndexRow {
  readonly items: number;
  readonly question: 'recommend' | 'similarItems';
  /** Share of the exact 10 best that the index found. */
  readonly recall: number;
  /** Milliseconds per call, with the index and without. */
  readonly withIndex: number;
  readonly without: number;
  /** Seconds to build the indexes for both questions. */
  readonly build: number;
}

/** Measures both questions on a catalog. */
export async function indexTimes(items: number, note: (text: string) => void): Promise<IndexRow[]> {
  note(`making up ${items} items with ${FACTORS} factors`);
  const { table, state } = madeUp(items);
  const model = new BPR({ factors: FACTORS });
  model.restore(table, state);
  const users = Array.from({ length: QUESTIONS }, (_, n) => table.users.idOf(n as UserIndex));
  const some = Array.from({ length: QUESTIONS }, (_, n) => itemId(`i${(n * 7919) % items}`));
  const ask = {
    recommend: () => timed(users, (user) => model.recommend(user).map(({ item }) => item)),
    similarItems: () => timed(some, (item) => model.similarItems(item).map((place) => place.item)),
  };
  note('scanning all items');
  const exact = { recommend: ask.recommend(), similarItems: ask.similarItems() };
  note('building the indexes');
  const start = performance.now();
  await model.indexItems({ from: 1 });
  const build = (performance.now() - start) / 1000;
  return (['recommend', 'similarItems'] as const).map((question) => {
    const near = ask[question]();
    const found = near.lists.map(
      (list, n) => list.filter((item) => exact[question].lists[n].includes(item)).length,
    );
    const recall = found.reduce((sum, count) => sum + count, 0) / (10 * QUESTIONS);
    return { items, question, recall, withIndex: near.each, without: exact[question].each, build };
  });
}

/** The table in text form. */
export function indexTable(rows: readonly IndexRow[]): string {
  const columns = (cells: readonly string[]) =>
    cells.map((cell, n) => (n === 0 ? cell.padEnd(14) : cell.padStart(12))).join(' ');
  const lines = rows.map(({ items, question, recall, withIndex, without }) =>
    columns([question, `${items}`, recall.toFixed(3), withIndex.toFixed(2), without.toFixed(2)]),
  );
  const head = columns(['question', 'items', 'recall@10', 'ms', 'ms, all']);
  return `${head}\n${lines.join('\n')}\n\nBuilding both indexes: ${rows[0].build.toFixed(0)} s. ${FACTORS} factors, ${QUESTIONS} questions each.`;
}

function timed<Of, Item>(
  questions: readonly Of[],
  ask: (of: Of) => Item[],
): { lists: Item[][]; each: number } {
  const start = performance.now();
  const lists = questions.map(ask);
  return { lists, each: (performance.now() - start) / questions.length };
}

function madeUp(items: number): { table: Interactions; state: FactorState } {
  const random = new RandomState(0);
  // Every item has a rating; the first users have some each, and one has the rest.
  const rows = Array.from({ length: items }, (_, n) => {
    const user = n < QUESTIONS * LIKES_A_USER ? `u${n % QUESTIONS}` : 'all';
    return [user, `i${n}`, 5] as const;
  });
  const table = Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
  const centers = random.normals(CENTERS * FACTORS, 0, 0.3);
  const itemFactors = new Float32Array(items * FACTORS);
  const itemBias = new Float32Array(items);
  for (let item = 0; item < items; item++) {
    const [center, length] = [random.interval(CENTERS - 1), Math.exp(random.normal(0, 0.3))];
    itemBias[item] = random.normal(0, 0.5);
    for (let f = 0; f < FACTORS; f++) {
      itemFactors[item * FACTORS + f] = length * (centers[center * FACTORS + f] + random.normal(0, 0.15));
    }
  }
  const userFactors = new Float32Array(table.userCount * FACTORS);
  for (let user = 0; user < table.userCount; user++) {
    for (const row of table.rowsOfUser(user as UserIndex).subarray(0, LIKES_A_USER)) {
      const item = table.itemColumn[row] as ItemIndex;
      for (let f = 0; f < FACTORS; f++)
        userFactors[user * FACTORS + f] += itemFactors[item * FACTORS + f] / 5;
    }
  }
  const userBias = new Float32Array(table.userCount);
  return { table, state: { factors: FACTORS, userFactors, itemFactors, userBias, itemBias } };
}
