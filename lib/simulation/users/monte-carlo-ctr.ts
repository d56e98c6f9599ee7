import { checkArgument, FUNCTION } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { simulateTraffic, type TrafficOptions } from './traffic';

/**
 * The click-through rate of a world in truth where it has no formula (fatigue, novelty, loyalty): the mean over many runs,
 * with the standard error of that mean. Cost: `runs` times the traffic.
 *
 * @param world the world of a run, with users and a seed of its own; everybody should be in the same arm
 * @throws OptionError for fewer than two runs, or a world without views
 * @example
 * const taste = plantedTaste({ users: 50, items: 20 });
 * const visits = returnVisits(taste.users);
 * monteCarloCtr((run) => ({
 *   users: new SimulatedUsers({ taste, clicks: positionBased(), changes: [fatigue()], seed: run }),
 *   ...{ visits, days: 14, seed: run, armOf: () => 'A', listOf: () => ['i1', 'i2', 'i3'] },
 * }), 20); // { ctr, standardError }
 */
export function monteCarloCtr(
  world: (run: number) => TrafficOptions<string>,
  runs: number,
): { readonly ctr: number; readonly standardError: number } {
  checkArgument('monteCarloCtr', 'world', world, FUNCTION);
  if (!Number.isSafeInteger(runs) || runs < 2) {
    throw new OptionError(`monteCarloCtr: runs must be a whole number of at least 2, got ${runs}`);
  }
  const rates = Array.from({ length: runs }, (_, run) => {
    let [clicks, shown] = [0, 0];
    for (const view of simulateTraffic(world(run))) {
      clicks += view.clicks.length;
      shown += view.items.length;
    }
    if (shown === 0) throw new OptionError(`monteCarloCtr: world must have views, got none in run ${run}`);
    return clicks / shown;
  });
  const ctr = rates.reduce((sum, rate) => sum + rate, 0) / runs;
  const squares = rates.reduce((sum, rate) => sum + (rate - ctr) ** 2, 0);
  return { ctr, standardError: Math.sqrt(squares / (runs - 1) / runs) };
}
