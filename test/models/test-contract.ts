/** The contract as tests of `node:test`: one for each check, skipped where the model says that it can't. */
import { test } from 'node:test';
import type { ModelEntry } from '../../lib/models/registry';
import { type CheckContractOptions, runCheck } from '../../lib/testing/check-contract';
import { CONTRACT } from '../../lib/testing/contract';
import { Subject } from '../../lib/testing/contract-check';

export function testContract(entry: ModelEntry, options: CheckContractOptions = {}): void {
  const subject = new Subject(entry);
  for (const check of Object.values(CONTRACT).flat()) {
    test(`${entry.name}: ${check.what}`, async (t) => {
      const { outcome, why, error } = await runCheck(check, subject, options.excused);
      if (outcome === 'failed') throw error;
      if (outcome === 'skipped') t.skip(why);
    });
  }
}
