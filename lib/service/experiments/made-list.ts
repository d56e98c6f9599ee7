/** The list of a user's arm. */
import { ServiceError } from '../http/service-error';
import type { ServedList } from '../served/served-list';
import type { ServedModel } from '../served/served-model';
import type { Arms } from './arms';
import type { Bandits } from './bandit/bandits';
import type { Explored, Unexplored } from './bandit/explored';
import { type ExperimentDefinition, INTERLEAVED } from './definition';
import { interleave } from './interleave';
import type { AskedList } from './shadow/challenger-messages';

/** Makes the list for the request by a model. */
export type ListBy = (model: ServedModel) => ServedList;

/** What a request asks for, besides the arm's model. */
export interface Asked {
  readonly listBy: ListBy;
  /** The same, for challengers in the shadow, and for bandits. */
  readonly asked: AskedList;
}

export interface MadeList {
  readonly list: ServedList;
  /** Name and version of the model, or models. */
  readonly model: string;
  /** Of an interleaved list: whose each item is, and the probability of this draft. */
  readonly teams?: string;
  readonly probability?: number;
  /** The arm's model failed. */
  readonly failed?: true;
  /** Of an arm that explores: what its bandit has filled, or why it didn't. */
  readonly explored?: Explored;
  readonly unexplored?: Unexplored;
}

/** A request for a list. */
export interface ListRequest extends Asked {
  /** Null: the user is in none, and gets the list of the service's own model. */
  readonly arm: string | null;
  readonly own: ServedModel;
  readonly requestId: string;
}

/** What lists are made by. */
export interface ListMakers {
  readonly definition: ExperimentDefinition;
  readonly arms: Arms;
  readonly bandits: Bandits;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly onNote: (note: string) => void;
}

/** The list by the user's arm; by the service's own model if that one fails, which counts as a failure of the arm. */
export function madeList(
  { arm, own, listBy, asked, requestId }: ListRequest,
  { definition, arms, bandits, now, onNote }: ListMakers,
): MadeList {
  if (arm === null) return { list: listBy(own), model: own.label };
  const coinText = `${definition.salt}:${requestId}`;
  try {
    if (arm !== INTERLEAVED) {
      const model = arms.of(arm);
      const made = { list: listBy(model), model: model.label };
      const bandit = bandits.of(arm);
      if (!bandit) return made;
      bandits.learn(now());
      const onFailure = ({ message }: Error) => onNote(`arm ${arm} could not explore: ${message}`);
      return { ...made, ...bandit.fill({ model, list: made.list, asked, coinText, onFailure }) };
    }
    const [a, b] = definition.interleaving!.arms.map((name) => arms.of(name));
    const mixed = interleave(listBy(a), listBy(b), coinText);
    return { ...mixed, model: `${a.label} | ${b.label}` };
  } catch (error) {
    if (error instanceof ServiceError) throw error; // the request's fault
    onNote(`arm ${arm} failed, and the service's own model answered: ${(error as Error).message}`);
    return { list: listBy(own), model: own.label, failed: true };
  }
}
