/** What the names of columns say about their meaning. */

/** The roles that a name can suggest. */
export type NamedRole = 'user' | 'item' | 'rating' | 'count' | 'timestamp';

/** Names as published data sets have them, without spaces, hyphens, and underscores; better ones first. */
const NAMES: Readonly<Record<NamedRole, readonly RegExp[]>> = {
  user: [
    /^(user|reader|customer|client|member|visitor|reviewer|listener|player|borrower|patron|student|person)(id|no|nr)$/,
    /^(user|reader|customer|client|member|visitor|reviewer|listener|player|borrower|patron|student|person|uid|account|profile)$/,
    /^(user|reviewer|customer|profile)name$/,
  ],
  item: [
    /^(item|movie|film|book|product|business|song|track|artist|album|game|article|recipe|course|anime|beer|joke|restaurant|video|show)(id|no|nr)$/,
    /^(parentasin|asin|isbn1?3?|sku|ean|iid)$/,
    /^(item|movie|film|book|product|business|song|track|artist|album|game|article|recipe|course|anime|beer|joke|restaurant|video|show)$/,
    /^(title|booktitle|movietitle|url)$/,
  ],
  rating: [
    /^ratings?$/,
    /^.*rating$/,
    /^(stars?|score|grade|mark|overall|vote|points)$/,
    /^(liked?|thumbs?|thumbsup|preference)$/,
  ],
  count: [
    /^(plays?|listens?|clicks?|views?|loans?|purchases?|visits?|orders?|quantity|count|times)$/,
    /^.*counts?$/,
  ],
  timestamp: [
    /^(timestamp|ts|unixreviewtime)$/,
    /^(time|date|datetime|ratedat|createdat|updatedat|reviewtime|when|day)$/,
  ],
};

/** For each role the first column whose name suggests it, best names first. */
export function rolesByName(columns: readonly string[]): Map<NamedRole, number> {
  const plain = columns.map((name) => name.toLowerCase().replace(/[\s_.-]/g, ''));
  const found = new Map<NamedRole, number>();
  for (const role of Object.keys(NAMES) as NamedRole[]) {
    for (const pattern of NAMES[role]) {
      const at = plain.findIndex((name, n) => pattern.test(name) && ![...found.values()].includes(n));
      if (at < 0) continue;
      found.set(role, at);
      break;
    }
  }
  return found;
}
