/**
 * A user in the MovieLens data sets that describe their users.
 */
import { type UserId, userId } from '../../core/ids';
import { uniqueIds } from '../delimited/unique-ids';
import type { IdColumn } from '../table/id-column';

/** A user with what is known about them. */
export interface User {
  readonly id: UserId;
  /** In years. MovieLens 1M gives the lower end of an age band (1 means under 18). */
  readonly age: number;
  /** `M` or `F`, as people could choose in 1997. */
  readonly gender: string;
  readonly occupation: string;
  readonly zipCode: string;
}

/** Users from columns. DataError if an id occurs twice. */
export function usersOf(
  columns: {
    readonly id: IdColumn;
    readonly age: Float64Array;
    readonly gender: readonly string[];
    readonly zipCode: readonly string[];
  },
  occupation: (row: number) => string,
  place: (row: number) => { file: string; line: number; column: number },
): User[] {
  return uniqueIds(columns.id, place).map((id, row) => ({
    id: userId(id),
    age: columns.age[row],
    gender: columns.gender[row],
    occupation: occupation(row),
    zipCode: columns.zipCode[row],
  }));
}
