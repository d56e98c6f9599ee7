/** A check of the contract: what it says, of which models it can be asked, and how it finds out. */
import type { Interactions } from '../data/table/interactions';
import type { ModelEntry, RegisteredModel } from '../models/registry';
import type { Capabilities } from '../recommender/capabilities';
import type { Model } from '../recommender/model';
import { allPairs, toyRatings } from './toy-ratings';

/** One thing that every model must do. */
export interface ContractCheck {
  /** What holds, in words. */
  readonly what: string;
  /** Capabilities without which the question makes no sense, with the value that they must have. */
  readonly needs?: Partial<Capabilities>;
  /** An option likewise. */
  readonly needsOption?: string;
  /** Throws where the model doesn't keep it. */
  readonly run: (subject: Subject) => void | Promise<void>;
}

/** A model under test: its line of the registry, and the toy ratings that it is asked about. */
export class Subject {
  readonly can: Capabilities;
  readonly toy: Interactions = toyRatings();
  /** All users with all items. */
  readonly pairs: Interactions = allPairs(this.toy);
  #fitted: Promise<Model> | undefined;

  constructor(readonly entry: ModelEntry) {
    this.can = entry.create().can;
  }

  /** A new model, for one check alone. */
  create(options?: Readonly<Record<string, unknown>>): RegisteredModel {
    return this.entry.create(options);
  }

  /** A model of default options fitted on the toy ratings, shared by all checks that only ask it. It can't be fitted. */
  fitted(): Promise<Model> {
    this.#fitted ??= this.create().fit(this.toy).then(readOnly);
    return this.#fitted;
  }
}

/** Why a check can't be asked of a model; undefined where it can. */
export function reasonToSkip({ needs = {}, needsOption }: ContractCheck, { can, entry }: Subject) {
  for (const [name, wanted] of Object.entries(needs)) {
    const value = can[name as keyof Capabilities];
    if (value !== wanted) return `can.${name} is ${value}`;
  }
  if (needsOption === undefined || needsOption in entry.defaults) return undefined;
  return `it has no option ${needsOption}`;
}

function readOnly(model: RegisteredModel): Model {
  const refuse = () => {
    throw new Error('this model is shared by several checks; make one with subject.create()');
  };
  return Object.defineProperties(model, { fit: { value: refuse }, restore: { value: refuse } });
}
