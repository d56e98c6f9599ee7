/** Against the numbers of other libraries: `fixtures/reference.py` says which, and how they were made. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { auc } from '../../../lib/evaluation/ranking/metrics/auc';
import { averagePrecision } from '../../../lib/evaluation/ranking/metrics/average-precision';
import { coverage } from '../../../lib/evaluation/ranking/metrics/coverage';
import { exposure } from '../../../lib/evaluation/ranking/metrics/exposure';
import { f1 } from '../../../lib/evaluation/ranking/metrics/f1';
import { faqPrecisionRecall } from '../../../lib/evaluation/ranking/metrics/faq-precision-recall';
import { hitRate } from '../../../lib/evaluation/ranking/metrics/hit-rate';
import { cosineDistance } from '../../../lib/evaluation/ranking/metrics/latent-diversity';
import { ndcg } from '../../../lib/evaluation/ranking/metrics/ndcg';
import { novelty } from '../../../lib/evaluation/ranking/metrics/novelty';
import { meanPairDistance } from '../../../lib/evaluation/ranking/metrics/pair-distances';
import { precision } from '../../../lib/evaluation/ranking/metrics/precision';
import { rankBiasedOverlap } from '../../../lib/evaluation/ranking/metrics/rank-biased-overlap';
import { recall } from '../../../lib/evaluation/ranking/metrics/recall';
import { reciprocalRank } from '../../../lib/evaluation/ranking/metrics/reciprocal-rank';
import { createModel } from '../../../lib/models/registry';
import { topIndices } from '../../../lib/recommender/top-items';
import { goldenTables } from '../../fixtures/golden';
import { close } from './close';

interface Reference {
  readonly lists: {
    readonly k: number;
    readonly counts: readonly number[];
    readonly vectors: readonly (readonly number[])[];
    readonly coverage_percent_of_top_2: number;
    readonly users: readonly (Readonly<Record<string, number>> & {
      readonly relevant: readonly number[];
      readonly scores: readonly number[];
    })[];
  };
  readonly faq: readonly {
    readonly model: string;
    readonly k: number;
    readonly threshold: number;
    readonly precision: number;
    readonly recall: number;
    readonly precision_when_none_1: number;
    readonly recall_when_none_1: number;
  }[];
}

const reference = JSON.parse(
  readFileSync(path.join(__dirname, 'fixtures', 'reference.json'), 'utf8'),
) as Reference;
const { k, users, counts, vectors } = reference.lists;
const everything = new Uint8Array(counts.length).fill(1);
const lists = users.map(({ scores }) => topIndices(scores, k, everything));
const judged = users.map((user, n) => ({
  k,
  relevant: user.relevant.length,
  hits: lists[n].map((item) => (user.relevant.includes(item) ? 1 : 0)),
}));

const SAME = { precision, recall, f1, ndcg, mrr: reciprocalRank, hit_rate: hitRate };
for (const [name, metric] of Object.entries(SAME)) {
  test(`${name} of ${users.length} users as in ranx`, () => {
    for (const [n, user] of users.entries()) close(metric(judged[n]), user[name], 1e-9, `user ${n}`);
  });
}

test('average precision as in ranx, which divides by all relevant items', () => {
  for (const [n, user] of users.entries()) {
    const possible = Math.min(k, user.relevant.length) / user.relevant.length;
    close(averagePrecision(judged[n]) * possible, user.map, 1e-9);
  }
  assert.ok(
    users.some((user) => user.relevant.length > k),
    'for some users the two differ',
  );
});

test('AUC as in scikit-learn', () => {
  for (const user of users) {
    const isRelevant = (item: number) => user.relevant.includes(item);
    const relevantScores = user.scores.filter((_, item) => isRelevant(item));
    const otherScores = user.scores.filter((_, item) => !isRelevant(item));
    close(auc({ relevantScores, otherScores }), user.auc, 1e-12);
  }
});

test('novelty, latent diversity and coverage as in recmetrics', () => {
  for (const [n, user] of users.entries()) {
    close(novelty({ list: lists[n] }, { counts, users: 60 }), user.novelty, 1e-12);
    const diversity = meanPairDistance(lists[n], (a, b) => cosineDistance(vectors[a], vectors[b]));
    close(diversity, 1 - user.intra_list_similarity, 1e-12);
  }
  const top2 = exposure({ items: lists.flatMap((list) => list.slice(0, 2)), k: 2 }, counts.length);
  close(100 * coverage(top2), reference.lists.coverage_percent_of_top_2, 1e-12);
});

test('rank-biased overlap as in rbo', () => {
  for (const [n, user] of users.entries()) {
    close(rankBiasedOverlap(lists[n], lists[(n + 1) % lists.length]), user.rbo_ext_with_next, 1e-12);
  }
});

const OPTIONS: Record<string, Record<string, unknown>> = {
  KNNBasic: { similarity: 'msd' },
  KNNWithMeans: { similarity: 'cosine', userBased: false },
};
for (const model of new Set(reference.faq.map((row) => row.model))) {
  test(`precision and recall of Surprise's FAQ: ${model} as Surprise, to 1e-6`, async () => {
    const { train, test: part } = goldenTables();
    const predictions = (await createModel(model, OPTIONS[model]).fit(train)).predictAll(part);
    for (const row of reference.faq.filter((candidate) => candidate.model === model)) {
      const { k: places, threshold } = row;
      const now = faqPrecisionRecall(predictions, part, { k: places, threshold });
      assert.equal(now.users, 38);
      close(now.precision, row.precision, 1e-6);
      close(now.recall, row.recall, 1e-6);
      const older = faqPrecisionRecall(predictions, part, { k: places, threshold, whenNone: 1 });
      close(older.precision, row.precision_when_none_1, 1e-6);
      close(older.recall, row.recall_when_none_1, 1e-6);
    }
  });
}
