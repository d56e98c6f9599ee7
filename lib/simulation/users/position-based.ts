import { checkOption, number, options, whole } from '../../core/options';
import type { ClickModel } from './click-model';

const POSITION_OPTIONS = options('positionBased', {
  bias: number({ from: 0, default: 1 }),
});

/**
 * The position-based click model: each place is looked at with a probability of its own, whatever is on it, and an item
 * that is looked at is clicked with its appeal. With places k = 1, 2, …
 *
 *     P(click at k) = k^−bias · appeal.
 *
 * Clicks of one visit are independent. Cost: O(places).
 *
 * Source: M. Richardson, E. Dominowska, R. Ragno, "Predicting Clicks", WWW 2007; N. Craswell et al., WSDM 2008.
 *
 * @param given bias: 0 looks at every place, 1 (default) half as often at the second as at the first
 * @throws OptionError for a negative bias
 * @example
 * positionBased({ bias: 1 }).chances([0.4, 0.4]); // 0.4, 0.2
 */
export function positionBased(given: { /** Default 1. */ readonly bias?: number } = {}): ClickModel {
  const { bias } = POSITION_OPTIONS.resolve(given);
  return {
    chances: (appeals) => Float64Array.from(appeals, (appeal, place) => appeal * looksAt(place, bias)),
    click(appeals, random) {
      const clicked: number[] = [];
      for (let place = 0; place < appeals.length; place++) {
        if (random.random() < appeals[place] * looksAt(place, bias)) clicked.push(place);
      }
      return clicked;
    },
  };
}

/**
 * How likely each of the first places is to be looked at: k^−bias, 1 for the first.
 *
 * @example
 * lookChances(3, 1); // [1, 0.5, 0.333…]
 */
export function lookChances(places: number, bias: number): number[] {
  checkOption('lookChances', 'places', places, whole({ from: 0, default: 10 }));
  checkOption('lookChances', 'bias', bias, POSITION_OPTIONS.declared.bias);
  return Array.from({ length: places }, (_, place) => looksAt(place, bias));
}

function looksAt(place: number, bias: number): number {
  return (place + 1) ** -bias;
}
