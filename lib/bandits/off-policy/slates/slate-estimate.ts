import { called, checkArgument, checkOptions, objectWith } from '../../../core/arguments';
import { type Estimate, type EstimateOptions, estimateBy, noEstimate } from '../estimate';
import { Contribution } from '../parts/contribution';
import { lonelyWarnings } from '../parts/weighted-estimate';
import { summaryOf } from '../weighted-rounds';
import type { SlateData } from './slate-data';

/** Options of the slate estimators. */
export interface SlateOptions extends EstimateOptions {
  /** Divide by the mean weight of each place: less variance, a small bias. Default false. */
  readonly selfNormalized?: boolean;
}

const SLATES = called(
  'lists with probabilities, as new SlateData(…) makes them',
  objectWith('length', 'reward', 'weight'),
);

/** @throws OptionError for other data, or a misspelled option */
export function checkSlates(owner: string, data: SlateData, options: SlateOptions): void {
  checkArgument(owner, 'data', data, SLATES);
  checkOptions(owner, options, { selfNormalized: true, alpha: 0.05, range: { low: 0, high: 1 } });
}

/** Σ over places of the mean of weight · reward; self-normalized, of Σ weight · reward / Σ weight. */
export function slateEstimate(
  estimator: string,
  { reward, length, slates }: SlateData,
  weight: Float64Array,
  { selfNormalized = false, ...options }: SlateOptions,
): Estimate {
  const name = selfNormalized ? `self-normalized ${estimator}` : estimator;
  if (weight.every((one) => one === 0)) return noEstimate(name, 'the policy never shows any list of the log');
  const gain = (slate: number, place: number) =>
    weight[slate * length + place] * reward[slate * length + place];
  const places = Array.from({ length }, (_, place) => place);
  const column = (value: (slate: number) => number) =>
    new Contribution(Float64Array.from({ length: slates }, (_, slate) => value(slate)));
  const components = selfNormalized
    ? places.map((place) => ({
        top: column((slate) => gain(slate, place)),
        bottom: column((slate) => weight[slate * length + place]),
      }))
    : [{ top: column((slate) => places.reduce((sum, place) => sum + gain(slate, place), 0)) }];
  const estimate = estimateBy({
    estimator: name,
    rounds: slates,
    components,
    weights: summaryOf(new Contribution(weight)),
    options,
  });
  return { ...estimate, warnings: lonelyWarnings(estimate, 'list') };
}

/** Weights of the places before this one and of this one, multiplied. */
export function runningProducts({ weight, length }: SlateData): Float64Array {
  const products = Float64Array.from(weight);
  for (let place = 0; place < products.length; place++) {
    if (place % length > 0) products[place] *= products[place - 1];
  }
  return products;
}
