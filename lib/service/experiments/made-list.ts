/** The list of a user's arm. */
import { ServiceError } from '../http/service-error';
import type { ServedList, ServedModel } from '../served/served-model';
import type { Arms } from './arms';
import { type ExperimentDefinition, INTERLEAVED } from './definition';
import { interleave } from './interleave';

/** Makes the list for the request by a model. */
export type ListBy = (model: ServedModel) => ServedList;

export interface MadeList {
  readonly list: ServedList;
  /** Name and version of the model, or models. */
  readonly model: string;
  /** Of an interleaved list: whose each item is, and the probability of this draft. */
  readonly teams?: string;
  readonly probability?: number;
  /** The arm's model failed. */
  readonly failed?: true;
}

/** A request for a list. */
export interface ListRequest {
  /** Null: the user is in none, and gets the list of the service's own model. */
  readonly arm: string | null;
  readonly own: ServedModel;
  readonly listBy: ListBy;
  readonly requestId: string;
}

/** What lists are made by. */
export interface ListMakers {
  readonly definition: ExperimentDefinition;
  readonly arms: Arms;
  readonly onNote: (note: string) => void;
}

/** The list by the user's arm; by the service's own model if that one fails, which counts as a failure of the arm. */
export function madeList(
  { arm, own, listBy, requestId }: ListRequest,
  { definition, arms, onNote }: ListMakers,
): MadeList {
  if (arm === null) return { list: listBy(own), model: own.label };
  try {
    if (arm !== INTERLEAVED) {
      const model = arms.of(arm);
      return { list: listBy(model), model: model.label };
    }
    const [a, b] = definition.interleaving!.arms.map((name) => arms.of(name));
    const mixed = interleave(listBy(a), listBy(b), `${definition.salt}:${requestId}`);
    return { ...mixed, model: `${a.label} | ${b.label}` };
  } catch (error) {
    if (error instanceof ServiceError) throw error; // the request's fault
    onNote(`arm ${arm} failed, and the own model answered: ${(error as Error).message}`);
    return { list: listBy(own), model: own.label, failed: true };
  }
}
