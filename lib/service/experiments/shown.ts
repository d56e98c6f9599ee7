/** What a request for a list is answered with while experiments may run. */
import type { ServedList } from '../served/served-list';
import type { ServedModel } from '../served/served-model';
import type { ListBy } from './made-list';

/** What a request is answered with. */
export interface Shown {
  readonly list: ServedList;
  /** Name and version of the model, or models, of the list. */
  readonly model: string;
  /** To be sent with clicks and ratings of items of the list; null if the list isn't part of an experiment. */
  readonly requestId: string | null;
  /** The experiment; null if none is running. */
  readonly experiment: string | null;
  /** The user's arm; null if the user is in none. */
  readonly arm: string | null;
}

/** Without an experiment. */
export function plainly(own: ServedModel, listBy: ListBy): Omit<Shown, 'experiment'> {
  return { list: listBy(own), model: own.label, requestId: null, arm: null };
}
