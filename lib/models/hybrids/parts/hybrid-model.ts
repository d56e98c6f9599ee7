/**
 * The base class of hybrids: models that combine other models of the registry, their members. Options name
 * members as `{ model, options }`, which is plain JSON, so that a hybrid can be saved, searched and compared
 * like any other model. Each hybrid's own file contains only how it combines the members' scores.
 */
import { DataError } from '../../../core/errors';
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { OptionSet } from '../../../core/options';
import type { Interactions } from '../../../data/table/interactions';
import { BaseModel } from '../../../recommender/base-model';
import { ContextReader, type EncodedContext } from '../../../recommender/context-reader';
import type { Term } from '../../../recommender/explanation';
import type { FitRun } from '../../../recommender/fit-run';
import type { ModelUpdate } from '../../../recommender/model-update';
import type { FloatsAllowed } from '../../../recommender/saving/check-state';
import type { ModelState } from '../../../recommender/saving/model-json';
import type { TrainSummary } from '../../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../../recommender/visitor';
import type { RegisteredModel } from '../../model-entry';
import { type MemberScale, type MemberShares, mixTerms } from './hybrid-terms';
import { type MemberSpec, memberOf } from './member-spec';

/** The pair that a hybrid scores, in addition to the members' scores: inner indices, as in `estimate`. */
export interface HybridPair {
  readonly user: UserIndex | undefined;
  readonly item: ItemIndex | undefined;
  /** Only for a visitor: the number of rated items. */
  readonly visitorRatings?: number | undefined;
  /** The encoded context of the question, with all columns that the hybrid uses. */
  readonly context?: EncodedContext | undefined;
}

const UNSCALED: MemberScale = Object.freeze({ mean: 0, deviation: 1 });

export abstract class HybridModel<Options extends object, State extends ModelState> extends BaseModel<
  Options,
  State
> {
  /** The positions of each member's columns among the hybrid's, and a buffer for their values. */
  #contexts: readonly { readonly columns: readonly number[]; readonly values: Float64Array }[] = [];
  /** By name. The hybrid's state contains the members' arrays under the names `member-array`. */
  protected readonly members: readonly (readonly [name: string, model: RegisteredModel])[];

  constructor(
    declared: OptionSet<Options>,
    given: Partial<Options>,
    membersOf: (options: Options) => Readonly<Record<string, MemberSpec>>,
  ) {
    super(declared, given);
    const members = Object.entries(membersOf(this.options));
    this.members = members.map(([member, spec]) => [member, memberOf(this.name, member, spec)]);
  }

  /** Learns the hybrid's own parameters, once the members are fitted. */
  protected abstract learnMix(train: Interactions, run: FitRun): Promise<State>;

  /**
   * r̂ from the members' scores, in their order; a score is NaN if a member has none. Must not keep `scores`.
   */
  protected abstract mix(scores: ArrayLike<number>, pair: HybridPair): number;

  /** The shares of the members in `mix`, for explanations. */
  protected abstract sharesOf(scores: ArrayLike<number>, pair: HybridPair): MemberShares;

  /**
   * How to make a member's scores for a user, or for the `visitor`, comparable. Default: they already are.
   */
  protected scaleOf(_member: number, _user: UserIndex | undefined, _visitor?: Float64Array): MemberScale {
    return UNSCALED;
  }

  protected async learn(train: Interactions, run: FitRun): Promise<State> {
    for (const [, member] of this.members) {
      await member.fit(train, { signal: run.signal });
      await run.step(this.members.length + 1);
    }
    const mix = await this.learnMix(train, run);
    await run.step(this.members.length + 1);
    const parts = this.members.flatMap(([name, member]) =>
      Object.entries(member.state).map(([key, value]) => [`${name}-${key}`, value]),
    );
    return { ...mix, ...Object.fromEntries(parts) };
  }

  /** The hybrid's own part of `learnUpdate`; the members aren't updated yet. */
  protected abstract updateMix(update: ModelUpdate, state: State): State;

  /** Members are updated one after another, each on its own, and don't change until all have been. */
  override async learnUpdate(update: ModelUpdate, state: State, run: FitRun): Promise<State> {
    const parts: [string, ModelState[string]][] = [];
    for (const [name, member] of this.members) {
      const updated = await member.learnUpdate(update, member.state, run);
      parts.push(
        ...Object.entries(updated).map(([key, value]): [string, ModelState[string]] => [
          `${name}-${key}`,
          value,
        ]),
      );
    }
    return { ...this.updateMix(update, state), ...Object.fromEntries(parts) };
  }

  /** All columns that at least one member uses. */
  override contextColumns(train: Interactions): readonly string[] {
    return [...new Set(this.members.flatMap(([, member]) => new ContextReader(member, train).names))];
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined, context?: EncodedContext): number {
    const scores = this.members.map(([, member], n) =>
      member.estimate(user, item, this.contextOf(n, context)),
    );
    return this.mix(scores, { user, item, context });
  }

  override termsOf(
    user: UserIndex | undefined,
    item: ItemIndex | undefined,
    context?: EncodedContext,
  ): Term[] {
    const scales = this.members.map((_, n) => this.scaleOf(n, user));
    const scores = this.members.map(([, member], n) => {
      return scaledOne(member.estimate(user, item, this.contextOf(n, context)), scales[n]);
    });
    const explained = this.members.map(([, member], n) => ({
      name: member.name,
      scale: scales[n],
      terms: () => member.termsOf(user, item, this.contextOf(n, context)),
    }));
    return mixTerms(this.sharesOf(scores, { user, item, context }), explained);
  }

  override scoreItems(user: UserIndex | undefined, context?: EncodedContext): Float64Array {
    const rows = this.members.map(([, member], n) => {
      return scaled(member.scoreItems(user, this.contextOf(n, context)), this.scaleOf(n, user));
    });
    return this.mixRows(rows, { user, context });
  }

  protected override foldInScores(profile: VisitorProfile, context?: EncodedContext): VisitorScores {
    const train = this.summary;
    const ratings = Array.from(profile.items, (item, n) => ({
      item: train.items.idOf(item as ItemIndex),
      rating: profile.ratings[n],
    }));
    const user = profile.user === undefined ? undefined : train.users.idOf(profile.user);
    const visitors = this.members.map(([, member], n) => {
      // Copied, because the visitor keeps it.
      const own = this.contextOf(n, context);
      return member.foldIn(ratings, { user }).scored(own && Float64Array.from(own));
    });
    const raw = visitors.map((visitor) => visitor.scores());
    const scales = raw.map((scores, n) => this.scaleOf(n, profile.user, scores));
    const rows = raw.map((scores, n) => scaled(scores, scales[n]));
    const kept = context && Float64Array.from(context); // because the visitor keeps it
    const pair = { user: profile.user, visitorRatings: ratings.length, context: kept };
    const unknown = visitors.map((visitor, n) => scaledOne(visitor.scoreOf(undefined), scales[n]));
    const terms = (item: ItemIndex | undefined) => {
      const scores = item === undefined ? unknown : rows.map((row) => row[item]);
      const explained = visitors.map((visitor, n) => ({
        name: this.members[n][1].name,
        scale: scales[n],
        terms: () => visitor.termsOf?.(item) ?? [],
      }));
      return mixTerms(this.sharesOf(scores, { ...pair, item }), explained);
    };
    return {
      scores: this.mixRows(rows, pair),
      unknownItem: this.mix(unknown, { ...pair, item: undefined }),
      terms: visitors.every(({ termsOf }) => termsOf) ? terms : undefined,
    };
  }

  override restore(train: TrainSummary, state: State): void {
    const parts = partsOf(state);
    for (const [name, member] of this.members) member.restore(train, parts.get(name) ?? {});
    super.restore(train, state);
    const names = this.contextNames;
    this.#contexts = this.members.map(([, member]) => ({
      columns: member.contextNames.map((name) => names.indexOf(name)),
      values: new Float64Array(member.contextNames.length),
    }));
  }

  /** A context, reduced to a member's columns. Reuses one array, because `estimate` is called very often. */
  protected contextOf(member: number, context: EncodedContext | undefined): EncodedContext | undefined {
    const { columns, values } = this.#contexts[member];
    if (context === undefined || columns.length === 0) return undefined;
    for (let n = 0; n < columns.length; n++) values[n] = context[columns[n]];
    return values;
  }

  override checkState(train: TrainSummary, state: ModelState): void {
    const parts = partsOf(state);
    super.checkState(train, state);
    for (const [name, member] of this.members) {
      try {
        member.checkState(train, parts.get(name) ?? {});
      } catch (cause) {
        if (!(cause instanceof DataError)) throw cause;
        throw new DataError(cause.message.replace('state.', `state.${name}-`));
      }
    }
  }

  override floatsAllowed(name: string): FloatsAllowed {
    const dash = name.indexOf('-');
    const member = this.members.find(([own]) => own === name.slice(0, dash))?.[1];
    return member?.floatsAllowed(name.slice(dash + 1)) ?? super.floatsAllowed(name);
  }

  override get learnedForServing(): ModelState {
    const parts = this.members.flatMap(([name, member]) =>
      Object.entries(member.learnedForServing).map(([key, value]) => [`${name}-${key}`, value]),
    );
    return { ...this.state, ...Object.fromEntries(parts) };
  }

  private mixRows(rows: readonly Float64Array[], asked: Omit<HybridPair, 'item'>): Float64Array {
    const scores = new Array<number>(rows.length).fill(0);
    return Float64Array.from({ length: this.summary.itemCount }, (_, item) => {
      for (let n = 0; n < rows.length; n++) scores[n] = rows[n][item];
      return this.mix(scores, { ...asked, item: item as ItemIndex });
    });
  }
}

function scaled(scores: Float64Array, scale: MemberScale): Float64Array {
  if (scale.mean === 0 && scale.deviation === 1) return scores;
  return scores.map((score) => scaledOne(score, scale));
}

function scaledOne(score: number, { mean, deviation }: MemberScale): number {
  return (score - mean) / deviation;
}

/** Splits a hybrid's state by member: `cf-userBias` is `userBias` of `cf`. */
function partsOf(state: ModelState): Map<string, ModelState> {
  const parts = new Map<string, Record<string, ModelState[string]>>();
  for (const [key, value] of Object.entries(state)) {
    const dash = key.indexOf('-');
    if (dash === -1) continue;
    const name = key.slice(0, dash);
    const part = parts.get(name) ?? {};
    part[key.slice(dash + 1)] = value;
    parts.set(name, part);
  }
  return parts;
}
