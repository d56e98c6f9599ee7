/**
 * Text for searching: lower case, accents of Latin, Greek and Cyrillic letters gone, everything but words as one space.
 * Vowel signs of Hindi and the like are part of the word and stay; an emoji is a word of its own.
 */
export function foldedText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '') // accents
    .replace(/\u200d|\ufe0f/g, '') // what joins and colors emoji
    .replace(/[\p{Extended_Pictographic}\p{Regional_Indicator}]/gu, ' $& ')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\p{Mark}\p{Extended_Pictographic}\p{Regional_Indicator}]+/gu, ' ')
    .trim();
}
