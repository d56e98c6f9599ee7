import type { Evidence, Sign } from '../evidence';

/** Many metrics: how likely is it that at least one of them is "significant" by chance? */
export function metricsDetector({ metrics }: Evidence): Sign {
  const chance = 1 - 0.95 ** metrics;
  const words = `${metrics} ${metrics === 1 ? 'metric' : 'metrics'}: ${(100 * chance).toFixed(0)}% false alarms`;
  return { alarm: chance > 0.06, words };
}
