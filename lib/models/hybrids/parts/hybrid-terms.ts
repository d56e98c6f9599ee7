/** The terms of a hybrid's score: the terms of its members, each multiplied by the member's share. */
import { isCommon, type Term, type TermKind } from '../../../recommender/explanation';

/** Puts a member's scores on the same scale as the others': (score − mean) / deviation. */
export interface MemberScale {
  readonly mean: number;
  readonly deviation: number;
}

/** The composition of a hybrid's score: Σ share · score over the members, plus the hybrid's own terms. */
export interface MemberShares {
  /** One per member; 0 for a member without a score. */
  readonly shares: readonly number[];
  readonly own?: readonly Term[];
}

/** What explanations need to know about a member. */
export interface ExplainedMember {
  /** The name of the member's model. */
  readonly name: string;
  readonly scale: MemberScale;
  /** The terms of its own score. */
  readonly terms: () => readonly Term[];
}

/** Means, biases and similar terms are added up over the members; other terms name their member. */
export function mixTerms({ shares, own = [] }: MemberShares, members: readonly ExplainedMember[]): Term[] {
  const common = new Map<TermKind, number>();
  const others: Term[] = [];
  const add = (term: Term, share: number, member: string | undefined) => {
    const value = share * term.value;
    if (isCommon(term)) common.set(term.kind, (common.get(term.kind) ?? 0) + value);
    else others.push({ ...term, value, member });
  };
  for (const term of own) add(term, 1, undefined);
  const labels = memberLabels(members.map(({ name }) => name));
  for (const [n, { scale, terms }] of members.entries()) {
    if (shares[n] === 0) continue;
    const share = shares[n] / scale.deviation;
    if (scale.mean !== 0) add({ kind: 'hybrid', value: -scale.mean }, share, labels[n]);
    for (const term of terms()) add(term, share, labels[n]);
  }
  return [...Array.from(common, ([kind, value]) => ({ kind, value })), ...others];
}

/** The names of the models, numbered if one occurs twice: `ALS`, or `ALS 1` and `ALS 2`. */
function memberLabels(models: readonly string[]): string[] {
  const numbers = new Map<string, number>();
  return models.map((model) => {
    const number = (numbers.get(model) ?? 0) + 1;
    numbers.set(model, number);
    return models.indexOf(model) === models.lastIndexOf(model) ? model : `${model} ${number}`;
  });
}
