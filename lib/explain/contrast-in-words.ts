/** Contrasts in words. */
import { called, checkArgument, objectWith } from '../core/arguments';
import type { Contrast } from './contrast';
import { capital, checkWords, spokenReasons, type TitleOf, type WordsOptions } from './explanation-in-words';

const CONTRAST = called('a contrast, as contrast returns it', objectWith('item', 'than', 'score', 'terms'));

/**
 * `Fargo (1996) rather than Toys (1992) because of your 5 for Heat (1995). Your 4 for Ed Wood (1994) counts in favor of
 * Toys (1992).` If the second item has the higher score, the two are swapped. If none of the user's own ratings is a
 * reason, the reason given is what everyone thinks of the two, or factors, which have no names.
 */
export function contrastInWords(contrast: Contrast, titleOf: TitleOf, options: WordsOptions = {}): string {
  checkArgument('contrastInWords', 'contrast', contrast, CONTRAST);
  checkWords('contrastInWords', titleOf, options);
  const { item, than, score, terms } = contrast;
  if (score === 0) return `${titleOf(item)} and ${titleOf(than)} have the same score.`;
  const { pro, contra } = spokenReasons(contrast, titleOf, options);
  const [first, second] = score > 0 ? [item, than].map(titleOf) : [than, item].map(titleOf);
  const [why, but] = score > 0 ? [pro, contra] : [contra, pro];
  const silent = terms.some(({ kind }) => kind === 'factor')
    ? 'factors, which have no names'
    : 'what everyone thinks of the two';
  const sides = but.text === '' ? '' : ` ${capital(but.text)} ${but.verb} in favor of ${second}.`;
  return `${first} rather than ${second} because of ${why.text || silent}.${sides}`;
}
