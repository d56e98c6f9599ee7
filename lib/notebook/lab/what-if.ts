/** A user who doesn't exist: what models would recommend to somebody with some ratings, and why. */
import { OptionError } from '../../core/errors';
import { reasonsOf, type TitleOf } from '../../explain/explanation-in-words';
import type { Model } from '../../recommender/model';
import type { VisitorRating } from '../../recommender/visitor';

/** A place on a list. */
export interface WhatIfRow {
  readonly model: string;
  readonly rank: number;
  readonly film: string;
  /** The greatest reasons that speak for it, or that it is for everybody. */
  readonly because: string;
}

/** Options of `whatIf`. */
export interface WhatIfOptions {
  readonly titleOf: TitleOf;
  /** Films of a list; default 5. */
  readonly k?: number;
  /** Reasons of a film, at most; default 2. */
  readonly reasons?: number;
}

/**
 * The lists of several models for one set of ratings, below each other, as rows of a table. Of two ratings of one film
 * the later counts. Models must fold in and explain.
 *
 * @example
 * whatIf({ ALS: model }, [{ item: itemId(50), rating: 5 }], { titleOf: titlesOf(films) });
 * @throws OptionError for a model that doesn't fold in or explain
 */
export function whatIf(
  models: Readonly<Record<string, Model>>,
  ratings: Iterable<VisitorRating>,
  options: WhatIfOptions,
): WhatIfRow[] {
  const { titleOf, k = 5, reasons = 2 } = options;
  const given = [...ratings];
  return Object.entries(models).flatMap(([name, model]) => {
    if (!model.can.foldsIn || !model.can.explains) {
      throw new OptionError(`whatIf: ${name} must fold in and explain (see its \`can\`)`);
    }
    const visitor = model.foldIn(given);
    return visitor.recommend({ k }).map(({ item }, place) => {
      const { pro } = reasonsOf(visitor.explain(item), titleOf, { reasons });
      const because = pro.length > 0 ? pro.join(' · ') : 'what holds for everybody';
      return { model: name, rank: place + 1, film: titleOf(item), because };
    });
  });
}
