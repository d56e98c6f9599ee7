/** Titles as people say them: lists that are sorted by title put the article behind, `Shawshank Redemption, The`. */

/** Articles of the languages in which MovieLens has titles. */
const ARTICLES = [
  ...[
    'The',
    'An?',
    'Les?',
    'La',
    "L['’]",
    'Une?',
    'Der',
    'Die',
    'Das',
    'Ein',
    'Eine',
    'Den',
    'Det',
    'De',
    'Het',
  ],
  ...['El', 'Los', 'Las', 'Una', 'Il', 'Lo', 'Gli', 'I', 'Uno', 'Os?', 'Um', 'Uma'],
];
/** A title, or one in brackets behind it; behind its article the year, another title or nothing may follow. */
const ARTICLE_BEHIND = new RegExp(`(^|\\()([^()]+), (${ARTICLES.join('|')})(?=\\s*(?:\\(|\\)|$))`, 'g');

/**
 * `The Shawshank Redemption (1994)` for `Shawshank Redemption, The (1994)`, and `L'enfer (1994)` for
 * `enfer, L' (1994)`; other titles as they are.
 */
export function displayTitle(title: string): string {
  return title.replace(ARTICLE_BEHIND, (_, before: string, name: string, article: string) => {
    return `${before}${article}${/['’]$/.test(article) ? '' : ' '}${name}`;
  });
}
