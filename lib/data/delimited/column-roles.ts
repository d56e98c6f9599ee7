/** Which column of a file is the user, the item, the rating, the time. */
import { areCounts, type ColumnContent } from './column-content';
import { rolesByName } from './column-names';

/** The roles that a look proposes, in the order in which code and files list them. */
export const ROLES = ['user', 'item', 'rating', 'timestamp'] as const;
export type Role = (typeof ROLES)[number];
/** Why a column was chosen. */
export interface Choice {
  readonly at: number;
  readonly because: string;
}
/** A column of the sample. */
export interface Column {
  readonly name: string;
  readonly values: readonly string[];
  readonly content: ColumnContent;
}

export interface Roles {
  readonly roles: ReadonlyMap<Role, Choice>;
  /** Columns of counts, which are left out. */
  readonly counts: readonly number[];
  /** Columns with the name of a rating or a time whose values aren't numbers or times. */
  readonly unread: ReadonlyMap<'rating' | 'timestamp', number>;
}

/** The column for each role, or what is wrong. */
export function rolesOf(
  columns: readonly Column[],
  hasHeader: boolean,
  given: { readonly [R in Role]?: string | null },
): Roles | string {
  const roles = new Map<Role, Choice>();
  const counts: number[] = [];
  const unread = new Map<'rating' | 'timestamp', number>();
  const isFree = (n: number) => !counts.includes(n) && ![...roles.values()].some(({ at }) => at === n);
  const take = (role: Role, at: number | undefined, because: string) => {
    const isWanted = given[role] !== null && !roles.has(role);
    if (at !== undefined && at >= 0 && isWanted && isFree(at)) roles.set(role, { at, because });
  };
  for (const [role, name] of Object.entries(given)) {
    if (name === null) continue;
    const at = columns.findIndex((column) => column.name === name);
    if (at < 0 || !isFree(at))
      return `columns: ${role} must be a column of its own, got ${JSON.stringify(name)}; ${namesOf(columns)}`;
    take(role as Role, at, 'you said so');
  }
  const named = rolesByName(hasHeader ? columns.map(({ name }) => name) : []);
  for (const [role, at] of named) {
    const { content } = columns[at]!;
    if (role === 'count') {
      if (isFree(at)) counts.push(at);
    } else if (role === 'timestamp' ? content.time !== undefined : role !== 'rating' || content.isNumeric) {
      take(role, at, 'its name');
    } else if ((role === 'rating' || role === 'timestamp') && content.distinct > 0 && given[role] !== null) {
      unread.set(role, at);
    }
  }
  const times = columns.flatMap(({ content }, n) => (isFree(n) && content.time !== undefined ? [n] : []));
  // Numbers like times in the first two columns may be ids, unless there are more than enough columns without them.
  const isTime = (n: number) => columns[n]!.content.time === 'date' || n > 1;
  const first = times.find(isTime) ?? (!hasHeader && columns.length > 3 ? times[0] : undefined);
  take('timestamp', first, 'its values, which are times');
  const other = [
    ...unread.values(),
    ...ROLES.map((role) => (given[role] === null ? named.get(role) : undefined)),
  ];
  const isOther = (n: number) => other.includes(n) || isRowNumber(columns[n]!);
  const free = () => columns.flatMap((_, n) => (isFree(n) && !isOther(n) ? [n] : []));
  const ids = () => free().filter((n) => !areDecimals(columns[n]!));
  const missing = (['user', 'item'] as const).filter((role) => !roles.has(role));
  // In a wide table with unknown names, the position says nothing.
  if (hasHeader && missing.length > 0 && free().length > missing.length + 1) return unclear(columns, missing);
  const isItemNamed = roles.has('item') && hasHeader;
  for (const role of missing) {
    take(role, ids()[0], `its position: the ${role} usually comes ${role === 'user' ? 'first' : 'second'}`);
  }
  if (!roles.has('user') || !roles.has('item')) return unclear(columns, missing);
  for (const n of isItemNamed ? [] : free()) {
    const { values, content } = columns[n]!;
    if (!content.isNumeric) continue;
    if (areCounts(values, content)) counts.push(n);
    else take('rating', n, 'its values, which are numbers');
  }
  for (const role of roles.keys()) unread.delete(role as 'rating');
  return { roles, counts, unread };
}

/** Numbers of which many aren't whole: not ids. */
function areDecimals({ content, values }: Column): boolean {
  const parts = values.filter((value) => value !== '' && !Number.isInteger(Number(value)));
  return content.isNumeric && parts.length > values.length / 10;
}

/** A running number of the rows, as data frames write it. */
function isRowNumber({ name, values }: Column): boolean {
  return (name === '' || /^(unnamed.*|index|row|#)$/i.test(name)) && new Set(values).size === values.length;
}

function unclear(columns: readonly Column[], missing: readonly Role[]): string {
  const which =
    missing.length === 1 ? `which column is the ${missing[0]}` : 'which columns are the user and item';
  return `${which} isn't clear; ${namesOf(columns)}; pass columns: { user: …, item: …, rating: … }`;
}

function namesOf(columns: readonly Column[]): string {
  return `the columns are ${columns.map(({ name }) => JSON.stringify(name)).join(', ')}`;
}
