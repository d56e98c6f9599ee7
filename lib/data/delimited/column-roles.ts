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
  /** A column with the name of a rating whose values aren't numbers. */
  readonly unread?: number;
}

/** The column for each role, or what is wrong. */
export function rolesOf(
  columns: readonly Column[],
  hasHeader: boolean,
  given: { readonly [R in Role]?: string },
): Roles | string {
  const roles = new Map<Role, Choice>();
  const counts: number[] = [];
  let unread: number | undefined;
  const isFree = (n: number) => !counts.includes(n) && ![...roles.values()].some(({ at }) => at === n);
  const take = (role: Role, at: number | undefined, because: string) => {
    if (at !== undefined && at >= 0 && !roles.has(role) && isFree(at)) roles.set(role, { at, because });
  };
  for (const [role, name] of Object.entries(given)) {
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
    } else if (role === 'rating' && columns[at]!.values.length > 0) {
      unread = at;
    }
  }
  take(
    'timestamp',
    columns.findIndex((_, n) => isFree(n) && isTimeColumn(columns, n)),
    'its values, which are times',
  );
  const free = () => columns.flatMap((column, n) => (isFree(n) && !isRowNumber(column) ? [n] : []));
  const missing = (['user', 'item'] as const).filter((role) => !roles.has(role));
  // In a wide table with unknown names, the position says nothing.
  if (hasHeader && missing.length > 0 && free().length > missing.length + 1) return unclear(columns, missing);
  const isItemNamed = roles.has('item') && hasHeader;
  for (const role of missing) {
    take(role, free()[0], `its position: the ${role} usually comes ${role === 'user' ? 'first' : 'second'}`);
  }
  if (!roles.has('user') || !roles.has('item')) return unclear(columns, missing);
  for (const n of isItemNamed ? [] : free()) {
    const { values, content } = columns[n]!;
    if (!content.isNumeric) continue;
    if (areCounts(values, content)) counts.push(n);
    else take('rating', n, 'its values: numbers after user and item');
  }
  return { roles, counts, ...(unread === undefined || roles.has('rating') ? {} : { unread }) };
}

function isTimeColumn(columns: readonly Column[], n: number): boolean {
  const { content } = columns[n]!;
  return content.time !== undefined && (content.time === 'date' || n > 1);
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
