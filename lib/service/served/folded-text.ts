/** Printable ASCII. */
const PLAIN = /^[ -~]*$/;

/**
 * Text for searching: lower case, without accents on Latin, Greek, and Cyrillic letters, with one space for anything
 * between words. Vowel signs in Hindi and similar scripts are part of the word and stay; an emoji is its own word.
 */
export function foldedText(text: string): string {
  if (PLAIN.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim(); // the same, sooner
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '') // accents
    .replace(/\u200d|\ufe0f/g, '') // what joins and colors emoji
    .replace(/[\p{Extended_Pictographic}\p{Regional_Indicator}]/gu, ' $& ')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark}\p{Extended_Pictographic}\p{Regional_Indicator}]+/gu, ' ')
    .trim();
}
