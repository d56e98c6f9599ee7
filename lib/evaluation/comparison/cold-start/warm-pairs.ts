/** Known users and films: hybrids against their members, on the folds u1 to u5. */
import type { Interactions } from '../../../data/table/interactions';
import type { LabeledModel } from '../../presets/labeled-model';
import { chooseSwitch } from '../../search/switch-point';
import { chooseWeight } from '../../search/weight-curve';
import { canonicalFolds } from '../../splits/canonical-folds';
import type { Split } from '../../splits/split';
import {
  joined,
  type Measured,
  type MeasuredSpec,
  meanNdcg,
  meanRmse,
  measureSplit,
  ndcgDifference,
  rmseDifference,
} from './measured';
import { ALS, CONTENT, EASE, FEATURES, ITEM_MEAN, KNN, memberOf, STACKED, SVD } from './models';
import { type ColdStartRow, type ColdStartRun, coldStartRow } from './row';

/** Weights to try for lists; each takes a pass over all users. */
const LIST_WEIGHTS = [0, 0.025, 0.05, 0.1, 0.2, 0.3];
const TUTORIAL = 'tutorial: SVD + mean of the film, w = 0.3';

/** @param ratings with item features */
export async function warmPairs(ratings: Interactions, run: ColdStartRun): Promise<ColdStartRow[]> {
  const splits: Map<string, Measured>[] = [];
  for (const fold of run.folds) {
    const split = canonicalFolds(ratings).at(fold);
    splits.push(await measureSplit(split, { specs: await specsFor(split, run), note: run.note }));
  }
  const all = joined(splits);
  return all.map((measured) => {
    const members = all.filter(({ label }) => measured.members.includes(label));
    // The best member on the test set, so that the hybrid has the hardest opponent.
    const byRmse = bestOf(members, (member) => -(meanRmse(member) ?? Number.POSITIVE_INFINITY));
    const byNdcg = bestOf(members, (member) => meanNdcg(member) ?? Number.NEGATIVE_INFINITY);
    return coldStartRow({
      part: 'warm-pairs',
      label: measured.label,
      split: run.split,
      rmse: meanRmse(measured),
      ndcg: meanNdcg(measured),
      rmseAgainst: measured.ratings.length > 0 ? (byRmse?.label ?? null) : null,
      rmseDifference: byRmse ? rmseDifference(measured, byRmse, 'users') : null,
      ndcgAgainst: byNdcg?.label ?? null,
      ndcgDifference: byNdcg ? ndcgDifference(measured, byNdcg) : null,
      chosen: measured.chosen,
      receipts: measured.receipts,
    });
  });
}

/** The models, with the options chosen for them on part of the train set. */
async function specsFor(split: Split, { note }: ColdStartRun): Promise<MeasuredSpec[]> {
  note(`${split.name}: choosing weights on a part of the train set`);
  const [svd, als, ease, content, itemMean] = [SVD, ALS, EASE, CONTENT, ITEM_MEAN].map(memberOf);
  const weights = { metric: 'ndcg', weights: LIST_WEIGHTS } as const;
  const bySvd = await chooseWeight(split, { cf: svd, content });
  const byAls = await chooseWeight(split, { cf: als, content });
  const byEase = await chooseWeight(split, { cf: ease, content, ...weights });
  const { switchAt } = await chooseSwitch(split, { cf: als, fallback: content });
  const hybrid = (label: string, options: object, chosen: object, members: readonly LabeledModel[]) => ({
    label,
    model: 'switchAt' in options ? 'SwitchingHybrid' : 'WeightedHybrid',
    options: { ...options },
    chosen: { ...chosen },
    members: members.map((member) => member.label),
  });
  const weighted = (label: string, cf: LabeledModel, weight: number) =>
    hybrid(label, { cf: memberOf(cf), content, weight }, { weight }, [cf, CONTENT]);
  return [
    ITEM_MEAN,
    CONTENT,
    SVD,
    ALS,
    KNN,
    FEATURES,
    EASE,
    hybrid(TUTORIAL, { cf: svd, content: itemMean, weight: 0.3 }, {}, [SVD, ITEM_MEAN]),
    weighted('SVD + content', SVD, bySvd.weight),
    weighted('ALS + content', ALS, byAls.weight),
    hybrid('ALS, else content', { cf: als, fallback: content, switchAt }, { switchAt }, [ALS, CONTENT]),
    { ...STACKED, members: [FEATURES, KNN, CONTENT].map(({ label }) => label) },
    weighted('EASE + content', EASE, byEase.weight),
  ];
}

function bestOf(members: readonly Measured[], worth: (member: Measured) => number): Measured | undefined {
  return members.reduce<Measured | undefined>(
    (best, member) => (best && worth(best) >= worth(member) ? best : member),
    undefined,
  );
}
