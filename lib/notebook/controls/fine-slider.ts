import { Control } from './control';
import type { WidgetState } from './widget';
import { controlWidget } from './widget-kinds';

/** The page's slider for numbers rounds to so many decimals, whatever its step. */
const DECIMALS_OF_PAGE = 7;
/** From here on that is felt. */
const SMALL_STEP = 1e-5;
/** Each step is a text that the page gets. */
const MOST_STEPS = 10_000;

/** Whether a slider with this step needs its own list of values: {@link fineSlider}. */
export function isFine(min: number, max: number, step: number, decimals: number): boolean {
  return step < SMALL_STEP && decimals > DECIMALS_OF_PAGE && (max - min) / step <= MOST_STEPS;
}

/**
 * A slider whose steps are smaller than the page's slider for numbers can tell apart: one of a list of values, those of
 * the steps, the end and the value at first.
 *
 * @param range `value` is within the ends; `rounded` takes the noise of binary fractions away, `check` throws for a
 *   value outside
 */
export function fineSlider(
  state: WidgetState,
  { min, max, step, value }: Readonly<Record<'min' | 'max' | 'step' | 'value', number>>,
  rounded: (n: number) => number,
  check: (n: number) => number,
): Control<number> {
  const steps = Array.from({ length: Math.floor((max - min) / step) + 1 }, (_, i) => rounded(min + i * step));
  const values = [...new Set([...steps, max, rounded(value)])].sort((a, b) => a - b);
  const write = (n: number) => {
    const wanted = check(n);
    const above = values.findIndex((known) => known >= wanted);
    const isNearerBelow = above > 0 && wanted - values[above - 1] < values[above] - wanted;
    return { index: isNearerBelow ? above - 1 : above };
  };
  return new Control({
    widget: controlWidget('SelectionSlider', {
      ...state,
      _options_labels: values.map(String),
      ...write(value),
    }),
    read: ({ index }) => values[Number(index)] ?? values[0],
    write,
  });
}
