/** The first check of the contract that a student's model fails, in plain words. */
import type { ContractReport } from '../../../testing/check-contract';
import { CONTRACT } from '../../../testing/contract';

/** What usually lies behind the failure of a check, by its `what`. */
const BEHIND: Readonly<Record<string, string>> = {
  'any call before fit throws NotFittedError':
    'It answers before `fit`. Read what was learned from `this.state`, which says so by itself.',
  'a second fit forgets the first':
    'After a second fit it still knows something of the first. Start `learn` with new arrays.',
  'the withheld diagonal of a checkerboard comes first':
    'On a checkerboard, where each user likes every other item, it doesn’t put a liked item first. Do the scores depend on what this user liked?',
  'unknown users get the unpersonalized list if requested, and it says so':
    '`can` promises scores for unknown users. Either give some when the user is undefined, or don’t promise it.',
  'predictions for unknown users and items are as declared, and say so':
    'What it answers for an undefined user or item isn’t what `can` says.',
  'users and items in the vocabulary without ratings do no harm':
    'A user or an item without ratings upsets it. Look for a division by 0.',
  'calls do not change the model':
    'Its answers change with what it was asked before. Change nothing in `estimate`.',
  'a fitted model is the same after saving and restoring':
    'After saving and loading, it gives other answers. What `estimate` needs must be in what `learn` returns, not in fields of the class.',
};

/** All checks that have words here exist; a test makes sure. */
export const CHECKS_WITH_WORDS = Object.keys(BEHIND);

/** Undefined if the model keeps the contract. */
export function firstFailure({ failed }: ContractReport): string | undefined {
  if (failed.length === 0) return undefined;
  const [{ what, subject, why }] = failed;
  const more = failed.length === 1 ? '' : ` (${failed.length - 1} more, see \`report\`)`;
  const reason = BEHIND[what] ?? why.split('\n')[0];
  return `Your model breaks the contract, in ${subject}: "${what}"${more}. ${reason}`;
}

/** Whether all subjects of the contract were checked. */
export function isWhole({ failed, passed, skipped }: ContractReport): boolean {
  const checked = new Set([...failed, ...passed, ...skipped].map(({ subject }) => subject));
  return Object.keys(CONTRACT).every((subject) => checked.has(subject));
}
