/** The terms of a hybrid's score: its members' terms, each by the member's share. */
import { isCommon, type Term, type TermKind } from '../../../recommender/explanation';

/** What puts a member's scores on one scale with the others': (score − mean) / deviation. */
export interface MemberScale {
  readonly mean: number;
  readonly deviation: number;
}

/** How a hybrid's score comes about: Σ share · score of each member, and what the hybrid adds of its own. */
export interface MemberShares {
  /** 0 for a member without a score. */
  readonly shares: readonly number[];
  readonly own?: readonly Term[];
}

/** A member as explanations see it. */
export interface ExplainedMember {
  /** The member's model. */
  readonly name: string;
  readonly scale: MemberScale;
  /** Terms of its own score. */
  readonly terms: () => readonly Term[];
}

/** Of means, biases and the like there is one for all members together; the others name their member. */
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

/** The models' names, with a number where two are of one: `ALS`, or `ALS 1` and `ALS 2`. */
function memberLabels(models: readonly string[]): string[] {
  const numbers = new Map<string, number>();
  return models.map((model) => {
    const number = (numbers.get(model) ?? 0) + 1;
    numbers.set(model, number);
    return models.indexOf(model) === models.lastIndexOf(model) ? model : `${model} ${number}`;
  });
}
