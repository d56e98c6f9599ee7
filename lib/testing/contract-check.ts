/** A check of the contract: what it requires, which models it applies to, and how it is tested. */
import type { Interactions } from '../data/table/interactions';
import type { ModelEntry, RegisteredModel } from '../models/registry';
import type { Capabilities } from '../recommender/capabilities';
import type { Model } from '../recommender/model';
import { allPairs, toyRatings } from './toy-ratings';

/** A requirement for every model. */
export interface ContractCheck {
  /** The requirement, in words. */
  readonly what: string;
  /** Capabilities that the check needs, with their required values. */
  readonly needs?: Partial<Capabilities>;
  /** Capabilities, with values for which the check doesn't apply. */
  readonly unless?: Partial<Capabilities>;
  /** An option that the check needs. */
  readonly needsOption?: string;
  /** Throws if the model doesn't meet the requirement. */
  readonly run: (subject: Subject) => void | Promise<void>;
}

/** A model under test: its entry in the registry, and the toy ratings for the checks. */
export class Subject {
  readonly can: Capabilities;
  readonly toy: Interactions = toyRatings();
  /** All users with all items. */
  readonly pairs: Interactions = allPairs(this.toy);
  #fitted: Promise<RegisteredModel> | undefined;

  constructor(readonly entry: ModelEntry) {
    this.can = entry.create().can;
  }

  /** Makes a new model, for a single check. */
  create(options?: Readonly<Record<string, unknown>>): RegisteredModel {
    return this.entry.create(options);
  }

  /**
   * A model with default options, fitted on the toy ratings and shared by all checks. It can't be fitted
   * again.
   */
  fitted(): Promise<Model> {
    this.#fitted ??= this.create().fit(this.toy).then(readOnly);
    return this.#fitted;
  }

  /**
   * The same for a single check, which may update it and fit it again: a copy of the shared model, as if read from a
   * file, because fitting one for each check would take most of the time.
   */
  async another(): Promise<RegisteredModel> {
    const { train, state } = (await this.fitted()) as RegisteredModel;
    const copy = this.create();
    copy.restore(train, structuredClone(state));
    return copy;
  }
}

/** Why a check doesn't apply to a model; undefined if it does. */
export function reasonToSkip(
  { needs = {}, unless = {}, needsOption }: ContractCheck,
  { can, entry }: Subject,
) {
  for (const [name, wanted] of Object.entries(needs)) {
    const value = can[name as keyof Capabilities];
    if (value !== wanted) return `can.${name} is ${value}`;
  }
  for (const [name, unwanted] of Object.entries(unless)) {
    if (can[name as keyof Capabilities] === unwanted) return `can.${name} is ${unwanted}`;
  }
  if (needsOption === undefined || needsOption in entry.defaults) return undefined;
  return `the model has no option ${needsOption}`;
}

function readOnly(model: RegisteredModel): RegisteredModel {
  const refuse = () => {
    throw new Error('this model is shared by several checks; create another one with subject.create()');
  };
  return Object.defineProperties(model, {
    fit: { value: refuse },
    update: { value: refuse },
    restore: { value: refuse },
  });
}
