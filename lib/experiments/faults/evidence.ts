/** What an analyst has after an experiment: the logs, and what they did with them. */

/** A list that was shown, and what it was credited with. */
export interface CreditedView {
  readonly user: string;
  readonly day: number;
  readonly arm: string;
  /** All that was on the page, from the top. */
  readonly page: readonly string[];
  /** The items that the arm is judged by. */
  readonly credited: readonly string[];
  readonly clicks: readonly string[];
}

export interface Evidence {
  /** In the order in which it happened. Arms are `control` and `treatment`. */
  readonly log: readonly CreditedView[];
  /** The week before the start, when everybody had the same lists. */
  readonly before: readonly CreditedView[];
  /** The arm of each user in another experiment that runs at the same time. */
  readonly other: ReadonlyMap<string, string>;
  readonly days: number;
  /** How often the result was tested, with a right to stop. */
  readonly looks: number;
  /** What the test counts as independent. */
  readonly unit: 'user' | 'impression';
  /** How many metrics were tested without a correction. */
  readonly metrics: number;
  /** The true difference of the click-through rates, treatment minus control. */
  readonly truth: number;
}

/** What a detector says. */
export interface Sign {
  readonly alarm: boolean;
  /** The numbers behind it. */
  readonly words: string;
}
