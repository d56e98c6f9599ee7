/** The contract of models, by subject. */
import { AFTER_UPDATES_CHECKS } from './after-updates-checks';
import { CONTEXT_CHECKS } from './context-checks';
import type { ContractCheck } from './contract-check';
import { EXPLAIN_CHECKS } from './explain-checks';
import { FIT_CHECKS } from './fit-checks';
import { LISTS_CHECKS } from './lists-checks';
import { OPTIONS_CHECKS } from './options-checks';
import { PREDICTIONS_CHECKS } from './predictions-checks';
import { ROBUSTNESS_CHECKS } from './robustness-checks';
import { SAVING_CHECKS } from './saving-checks';
import { SIMILAR_CHECKS } from './similar-checks';
import { UPDATES_CHECKS } from './updates-checks';
import { VISITORS_CHECKS } from './visitors-checks';

export const CONTRACT: Readonly<Record<string, readonly ContractCheck[]>> = Object.freeze({
  options: OPTIONS_CHECKS,
  fit: FIT_CHECKS,
  lists: LISTS_CHECKS,
  predictions: PREDICTIONS_CHECKS,
  visitors: VISITORS_CHECKS,
  similar: SIMILAR_CHECKS,
  explain: EXPLAIN_CHECKS,
  context: CONTEXT_CHECKS,
  saving: SAVING_CHECKS,
  updates: [...UPDATES_CHECKS, ...AFTER_UPDATES_CHECKS],
  robustness: ROBUSTNESS_CHECKS,
});
