import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';

/** Values for one axis: numbers (a typed array works too), texts or dates. */
export type AxisValues = ArrayLike<number | null> | readonly (string | number | Date | null)[];

/** Rejects series whose lists differ in length, which plotly would silently truncate. */
export function checkSameLength(
  chart: string,
  name: string,
  lists: Readonly<Record<string, AxisValues>>,
): void {
  const [[firstName, first], ...others] = Object.entries(lists);
  for (const [name, list] of Object.entries(lists)) checkArgument(chart, name, list, LIST);
  if (first.length === 0) throw new OptionError(`${chart}: ${name} has no values in ${firstName}`);
  for (const [other, list] of others) {
    if (list.length !== first.length) {
      throw new OptionError(
        `${chart}: in ${name}, ${firstName} has ${first.length} values but ${other} has ${list.length}; the numbers must be equal`,
      );
    }
  }
}

/** Commas in the labels of large numbers; not below 10,000, where a number may be a year. */
export function largeNumbers(values: AxisValues): boolean {
  return Array.from<unknown>(values).some((value) => typeof value === 'number' && Math.abs(value) >= 10_000);
}

/**
 * The hover text: the axis titles, which include the units, with the values.
 * @param yTitle undefined if y only places a point beside a label, and says nothing by itself
 */
export function hoverTemplate(xTitle: string, yTitle: string | undefined, name?: string): string {
  const series = name === undefined ? '' : `<b>${name}</b><br>`;
  const y = yTitle === undefined ? '' : `<br>${yTitle}: <b>%{y:,}</b>`;
  return `${series}${xTitle}: %{x}${y}<extra></extra>`;
}
