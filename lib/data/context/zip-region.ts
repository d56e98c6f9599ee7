/** Regions of the United States from ZIP codes. */
import { MISSING } from './context-column';

/** By the first digit; https://en.wikipedia.org/wiki/List_of_ZIP_Code_prefixes lists the states. */
const REGIONS = [
  'New England',
  'Mid-Atlantic',
  'Upper South',
  'Southeast',
  'Great Lakes',
  'Upper Midwest',
  'Central Plains',
  'South Central',
  'Mountain',
  'Pacific',
];

/** The time zone of most people in each region. */
const ZONES = [
  'America/New_York',
  'America/New_York',
  'America/New_York',
  'America/New_York',
  'America/New_York',
  'America/Chicago',
  'America/Chicago',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
];

/**
 * The region by the first digit of a ZIP code, from `New England` (0) to `Pacific` (9, with Alaska and Hawaii); the
 * empty category for anything that isn't five digits, optionally followed by `-` and four more, such as a Canadian
 * code.
 *
 * @example zipRegion('55455') // 'Upper Midwest'
 */
export function zipRegion(zipCode: string | undefined): string {
  const digit = firstDigit(zipCode);
  return digit === undefined ? MISSING : REGIONS[digit];
}

/**
 * The time zone in which most people of the same region live, for `timeContext`. A rough rule: it ignores that some
 * states lie in another zone than their neighbors.
 *
 * @param otherwise for codes without a region
 * @example zipZone('94110', 'America/Chicago') // 'America/Los_Angeles'
 */
export function zipZone(zipCode: string | undefined, otherwise: string): string {
  const digit = firstDigit(zipCode);
  return digit === undefined ? otherwise : ZONES[digit];
}

function firstDigit(zipCode: string | undefined): number | undefined {
  return zipCode !== undefined && /^\d{5}(-\d{4})?$/.test(zipCode) ? Number(zipCode[0]) : undefined;
}
