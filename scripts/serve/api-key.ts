/** The key that feedback and reload need. */
import { readFileSync } from 'node:fs';
import { OptionError } from '../../lib/core/errors';

/**
 * From the file, or else from RECOMMENDER_LAB_KEY; undefined without.
 * @throws OptionError if it is too short
 */
export function keyOf(file: string | undefined): string | undefined {
  const key = file === undefined ? process.env.RECOMMENDER_LAB_KEY : readFileSync(file, 'utf8').trim();
  if (key === undefined) return undefined;
  if (key.length >= 16) return key;
  throw new OptionError(`the API key must have at least 16 characters, it has ${key.length}`);
}
