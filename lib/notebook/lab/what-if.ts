/** A hypothetical user: what models would recommend to someone with certain ratings, and why. */
import { checkArgument, checkOptions, ITERABLE, RECORD } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { reasonsOf, type TitleOf } from '../../explain/explanation-in-words';
import type { Model } from '../../recommender/model';
import { MODEL } from '../../recommender/model-kind';
import type { VisitorRating } from '../../recommender/visitor';

/** A place on a list. */
export interface WhatIfRow {
  readonly model: string;
  readonly rank: number;
  readonly film: string;
  /** The strongest reasons for it, or a note that there are none. */
  readonly because: string;
}

/** Options of `whatIf`. */
export interface WhatIfOptions {
  readonly titleOf: TitleOf;
  /** List length; default 5. */
  readonly k?: number;
  /** Maximum number of reasons per film; default 2. */
  readonly reasons?: number;
}

/**
 * The lists of several models for one set of ratings, one below the other, as rows of a table. If a film is rated
 * twice, the later rating counts. Models must support fold-in and explanations.
 *
 * @example
 * whatIf({ ALS: model }, [{ item: itemId(50), rating: 5 }], { titleOf: titlesOf(films) });
 * @throws OptionError for a model that doesn't support fold-in or explanations
 */
export function whatIf(
  models: Readonly<Record<string, Model>>,
  ratings: Iterable<VisitorRating>,
  options: WhatIfOptions,
): WhatIfRow[] {
  checkArgument('whatIf', 'models', models, RECORD);
  for (const [name, model] of Object.entries(models)) checkArgument('whatIf', name, model, MODEL);
  checkArgument('whatIf', 'ratings', ratings, ITERABLE);
  withRequired('whatIf', options, 'titleOf');
  checkOptions('whatIf', options, { titleOf: 'titlesOf(films)', k: 5, reasons: 2 });
  const { titleOf, k = 5, reasons = 2 } = options;
  const given = [...ratings];
  return Object.entries(models).flatMap(([name, model]) => {
    if (!model.can.foldsIn || !model.can.explains) {
      throw new OptionError(`whatIf: ${name} must support fold-in and explanations (see its \`can\`)`);
    }
    const visitor = model.foldIn(given);
    return visitor.recommend({ k }).map(({ item }, place) => {
      const { pro } = reasonsOf(visitor.explain(item), titleOf, { reasons });
      const because = pro.length > 0 ? pro.join(' · ') : 'no personal reasons';
      return { model: name, rank: place + 1, film: titleOf(item), because };
    });
  });
}
