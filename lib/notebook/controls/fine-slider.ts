import { Control } from './control';
import type { WidgetState } from './widget';
import { controlWidget } from './widget-kinds';

/** The number of decimals that the page's float slider rounds to, whatever its step. */
const DECIMALS_OF_PAGE = 7;
/** Smaller steps are affected by it. */
const SMALL_STEP = 1e-5;
/** Maximum number of steps: each is a text sent to the page. */
const MOST_STEPS = 10_000;

/** Whether a slider with this step needs its own list of values: {@link fineSlider}. */
export function isFine(min: number, max: number, step: number, decimals: number): boolean {
  return step < SMALL_STEP && decimals > DECIMALS_OF_PAGE && (max - min) / step <= MOST_STEPS;
}

/**
 * A slider with steps smaller than the page's float slider can represent: it selects from a list of values, which are
 * the steps, the end and the initial value.
 *
 * @param range `value` is within the ends; `rounded` removes floating-point noise, `check` throws for a value out of
 *   range
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
