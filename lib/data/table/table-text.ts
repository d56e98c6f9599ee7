/**
 * A table of ratings as a few lines of text.
 */
import { describeScale, type RatingScale } from '../../core/rating-scale';

interface Printable {
  readonly length: number;
  readonly userCount: number;
  readonly itemCount: number;
  readonly density: number;
  readonly scale: RatingScale;
  readonly hasRatings: boolean;
  row(row: number): { readonly context?: object };
}

const SHOWN = 5;

/** One line with counts, scale and density, followed by the first five rows. */
export function tableText(table: Printable): string {
  const count = (n: number, what: string) => `${n.toLocaleString('en-GB')} ${what}${n === 1 ? '' : 's'}`;
  const title =
    `Interactions: ${table.hasRatings ? `${count(table.length, 'rating')} (${describeScale(table.scale)})` : `${count(table.length, 'choice')} without ratings`} by ` +
    `${count(table.userCount, 'user')} of ${count(table.itemCount, 'item')}, ` +
    `${(100 * table.density).toFixed(1)} % of the pairs`;
  const first = Array.from({ length: Math.min(SHOWN, table.length) }, (_, row) => {
    const { context, ...others } = table.row(row);
    return { ...others, ...context };
  });
  const cells = [Object.keys(first[0]), ...first.map((row) => Object.values(row).map(String))];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines, ...(table.length > SHOWN ? ['…'] : [])].join('\n');
}
