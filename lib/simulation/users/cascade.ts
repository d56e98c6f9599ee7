import { number, options } from '../../core/options';
import type { ClickModel } from './click-model';

const CASCADE_OPTIONS = options('cascade', {
  leaves: number({ from: 0, to: 1, default: 0.1 }),
  leavesAfterClick: number({ from: 0, to: 1, default: 0.7 }),
});

/**
 * The cascade click model: the user reads from the top, clicks on an item with its appeal, and then leaves or continues.
 * A good item at the top takes looks from those below it. With appeals a,
 *
 *     P(look at k + 1) = P(look at k) · (a_k (1 − leavesAfterClick) + (1 − a_k) (1 − leaves)).
 *
 * With leaves = 0 and leavesAfterClick = 1, it is the model of Craswell et al. Cost: O(places).
 *
 * Source: N. Craswell et al., "An Experimental Comparison of Click Position-Bias Models", WSDM 2008; F. Guo, C. Liu,
 * Y. Wang, "Efficient Multiple-Click Models in Web Search", WSDM 2009.
 *
 * @throws OptionError for a probability that isn't from 0 to 1
 * @example
 * cascade({ leaves: 0, leavesAfterClick: 1 }).chances([0.4, 0.5]); // 0.4, 0.3
 */
export function cascade(
  given: {
    /** The probability of leaving after an item without a click. Default 0.1. */ readonly leaves?: number;
    /** The probability of leaving after a click. Default 0.7. */ readonly leavesAfterClick?: number;
  } = {},
): ClickModel {
  const { leaves, leavesAfterClick } = CASCADE_OPTIONS.resolve(given);
  return {
    chances(appeals) {
      let looks = 1;
      return Float64Array.from(appeals, (appeal) => {
        const chance = looks * appeal;
        looks *= appeal * (1 - leavesAfterClick) + (1 - appeal) * (1 - leaves);
        return chance;
      });
    },
    click(appeals, random) {
      const clicked: number[] = [];
      for (let place = 0; place < appeals.length; place++) {
        const isClicked = random.random() < appeals[place];
        if (isClicked) clicked.push(place);
        if (random.random() < (isClicked ? leavesAfterClick : leaves)) break;
      }
      return clicked;
    },
  };
}
