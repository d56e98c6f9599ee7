/** The decision of a whole experiment in one sentence. */
import type { Verdict } from '../../experiments/verdict';
import type { Comparison } from './comparison';
import type { InterleavingResults } from './interleaving-results';
import type { ShadowResults } from './shadow/shadow-results';

export interface Decision {
  readonly decision: Verdict['decision'];
  readonly sentence: string;
}

/** The parts of the results that say something. */
export interface VerdictParts {
  readonly comparisons: readonly Comparison[];
  readonly sampleRatio: { readonly alarm: boolean; readonly p: number } | null;
  readonly interleaving: InterleavingResults | null;
  readonly shadow: readonly ShadowResults[];
}

/** With one treatment, its verdict; with several, that of each by name, and the most pressing decision. */
export function overallVerdict({ comparisons, sampleRatio, interleaving, shadow }: VerdictParts): Decision {
  if (sampleRatio?.alarm) {
    const p = Number(sampleRatio.p.toPrecision(3));
    const sentence = `Broken: the numbers of users do not match the weights of the arms (p = ${p}). Find out why before reading any result.`;
    return { decision: 'broken', sentence };
  }
  if (comparisons.length === 1) {
    const [{ decision, sentence }] = comparisons;
    return { decision, sentence };
  }
  if (comparisons.length > 1) {
    const order: readonly Verdict['decision'][] = ['broken', 'ship', 'keep going', 'stop'];
    const decision = order.find((one) => comparisons.some((arm) => arm.decision === one))!;
    return { decision, sentence: comparisons.map(({ arm, sentence }) => `${arm}: ${sentence}`).join(' ') };
  }
  if (interleaving) {
    const { low, high, sentence } = interleaving;
    const decided = low !== null && high !== null && (low > 0 || high < 0);
    return { decision: decided ? 'stop' : 'keep going', sentence };
  }
  const words = shadow.map(({ name, answered, overlap }) =>
    overlap === null
      ? `${name} has not answered yet`
      : `${name} shares ${Math.round(overlap * 100)}% of the items of ${answered.toLocaleString('en-US')} lists`,
  );
  return { decision: 'keep going', sentence: `In the shadow, ${words.join('; ')}. Users see no difference.` };
}
