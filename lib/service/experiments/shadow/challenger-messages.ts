/** What a service and the process of a challenger send each other. */
import type { LiveRating } from '../../../streaming/live-model/live-model';
import type { ListOptions } from '../../served/served-list';

/** What a list is asked for. */
export interface AskedList {
  readonly user: string;
  /** Ratings that take the place of those of the train set; undefined: the user is known by id. */
  readonly ratings?: readonly LiveRating[];
  readonly options: ListOptions;
}

export interface ChallengerRequest extends AskedList {
  readonly id: number;
}

/** `ready` is sent once; `failed` says why there is no list. */
export type ChallengerAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly id: number; readonly why: string; readonly used: number }
  | {
      readonly type: 'list';
      readonly id: number;
      readonly items: readonly string[];
      /** Of the first item. */
      readonly score: number;
      readonly ms: number;
      /** Milliseconds of processor time that its process has used since the answer before. */
      readonly used: number;
    };
