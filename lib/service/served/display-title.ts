/** Titles as people say them: sorted lists move the article to the end, as in `Shawshank Redemption, The`. */

/** Articles in the languages of MovieLens titles. */
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
/**
 * A title, or another one in parentheses after it; the article may be followed by the year, another title, or nothing.
 */
const ARTICLE_BEHIND = new RegExp(`(^|\\()([^()]+), (${ARTICLES.join('|')})(?=\\s*(?:\\(|\\)|$))`, 'g');

/**
 * `The Shawshank Redemption (1994)` for `Shawshank Redemption, The (1994)`, and `L'enfer (1994)` for
 * `enfer, L' (1994)`; other titles unchanged.
 */
export function displayTitle(title: string): string {
  if (!title.includes(', ')) return title;
  return title.replace(ARTICLE_BEHIND, (_, before: string, name: string, article: string) => {
    return `${before}${article}${/['’]$/.test(article) ? '' : ' '}${name}`;
  });
}
