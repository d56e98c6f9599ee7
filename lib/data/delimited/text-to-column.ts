/**
 * Makes a context column from text.
 */
import type { ColumnData, FailAt } from '../context/context-column';
import type { IdColumn } from '../table/id-column';

/**
 * Makes a numeric column if all the text is numbers, otherwise a categorical one. Text with a leading zero,
 * like `0150`, isn't a number, but a code, such as a postal code. A mixture of numbers and other text is
 * rejected, as are gaps among numbers. Only distinct texts are examined. Cost: O(rows).
 */
export function textToColumn({ ids, indices }: IdColumn, decimal: '.' | ',', fail: FailAt): ColumnData {
  const number = decimal === '.' ? NUMBER : NUMBER_WITH_COMMA;
  const texts = ids.filter((text) => text !== '');
  const numbers = texts.filter((text) => number.test(text));
  if (numbers.length === 0) return { categories: ids, codes: indices };
  const odd = ids.findIndex((text) => !number.test(text));
  if (odd === -1) {
    const values = Float64Array.from(ids, (text) => Number(text.replace(',', '.')));
    return Float64Array.from(indices, (index) => values[index]);
  }
  const got = ids[odd] === '' ? 'nothing' : JSON.stringify(ids[odd]);
  return fail(
    indices.indexOf(odd),
    `expected a number as in other rows (${numbers[0]}), got ${got}; pass the kind of the column: ` +
      "context: { name: 'categorical' } makes any text a category, including missing text; 'numeric' needs a number in every row",
  );
}

const NUMBER = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMBER_WITH_COMMA = /^-?(?:(?:0|[1-9]\d*)(?:,\d+)?|,\d+)(?:[eE][+-]?\d+)?$/;
