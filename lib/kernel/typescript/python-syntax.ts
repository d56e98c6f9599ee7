/** Python and IPython habits that TypeScript can't even parse, matched line by line. */

interface Habit {
  /** Matches a line that contains it. */
  line: RegExp;
  hint: string;
}

/** Longer lines aren't typed by hand, and matching one would take seconds. */
const LONGEST = 1000;

const block = (keyword: string) =>
  `\`${keyword} …:\` is Python. In TypeScript: \`${keyword} (condition) { … }\`.`;

/** The first that matches a line, with its strings emptied, counts. */
const HABITS: readonly Habit[] = [
  {
    line: /^\s*import\s+[\w.]+(\s+as\s+\w+)?(\s*,\s*[\w.]+(\s+as\s+\w+)?)*\s*(;|#.*)?$/,
    hint: "`import … as …` is Python, and Python packages can't be used here. In TypeScript: `import { name } from 'package'`.",
  },
  {
    line: /^\s*from\s+[\w.]+\s+import\b/,
    hint: "`from … import …` is Python. In TypeScript: `import { name } from 'package'`.",
  },
  {
    line: /^\s*(async\s+)?def\s+[\p{L}\w]+\s*\(/u,
    hint: '`def` is Python. In TypeScript: `function name(x: number) { … }`.',
  },
  {
    line: /^\s*class\s+[\p{L}\w]+\s*(\([^)]*\))?\s*:/u,
    hint: '`class …:` is Python. In TypeScript: `class Name extends Base { … }`.',
  },
  { line: /\belif\b/, hint: '`elif` is Python. In TypeScript: `else if (condition) { … }`.' },
  {
    line: /^\s*for\s.*\sin\s.*:\s*(#.*)?$/,
    hint: '`for … in …:` is Python. In TypeScript: `for (const x of list) { … }`, or `for (let i = 0; i < n; i++) { … }` for `range(n)`.',
  },
  { line: /^\s*if\b.*:\s*(#.*)?$/, hint: block('if') },
  { line: /^\s*while\b.*:\s*(#.*)?$/, hint: block('while') },
  { line: /^\s*else\s*:/, hint: '`else:` is Python. In TypeScript: `else { … }`.' },
  {
    line: /^\s*(try|finally)\s*:|^\s*except\b.*:/,
    hint: '`try: … except: …` is Python. In TypeScript: `try { … } catch (error) { … }`.',
  },
  {
    line: /^\s*with\b.*:\s*(#.*)?$/,
    hint: '`with …:` is Python. In TypeScript: `try { … } finally { … }`, which closes what was opened.',
  },
  { line: /\blambda\s+[\p{L}\w][^:]*:/u, hint: '`lambda x: …` is Python. In TypeScript: `(x) => …`.' },
  {
    line: /[[({].*\bfor\s+[\p{L}\w\s,]+\s+in\b/u,
    hint: '`[f(x) for x in list]` is Python. In TypeScript: `list.map((x) => f(x))`, and `list.filter(…)` for its `if`.',
  },
  {
    line: /(^|[^\p{L}\w'"`])[rR]?[fF][rR]?['"]/u,
    hint: 'f-strings are Python. In TypeScript: put backticks around the text and `$` before each opening brace.',
  },
  { line: /(^|\s)#(\s|$)/, hint: '`#` begins a comment in Python. In TypeScript: `//`.' },
  { line: /^\s*print\s+\S/, hint: '`print` is Python. In TypeScript: `console.log(…)`.' },
  { line: /^\s*raise\s+\w/, hint: "`raise` is Python. In TypeScript: `throw new Error('…')`." },
  {
    line: /^\s*assert\s/,
    hint: '`assert …` is Python. In TypeScript: `if (!condition) throw new Error(…)`.',
  },
  { line: /^\s*del\s/, hint: '`del` is Python. In TypeScript: `delete object.key` or `map.delete(key)`.' },
  {
    line: /^\s*(global|nonlocal)\s/,
    hint: '`global` and `nonlocal` are Python. A TypeScript function can use the variables around it.',
  },
  { line: /\bis\s+(not\b|None\b|True\b|False\b)/, hint: '`is` is Python. In TypeScript: `===` and `!==`.' },
  {
    line: /\bnot\s+[\p{L}\w]|[\p{L}\w)\]'"]\s+(and|or)\s+[\p{L}\w([!'"]/u,
    hint: '`and`, `or` and `not` are Python. In TypeScript: `&&`, `||` and `!`.',
  },
  {
    line: /[\p{L}\w)\]]\[[^\]?]*:[^\]?]*\]/u,
    hint: '`x[a:b]` is Python. In TypeScript: `x.slice(a, b)`.',
  },
  {
    line: /^%{1,2}[a-z]|^!(pip|conda|npm|ls|cd|cat|head|wget|curl|git|mkdir|python|apt)|^\s*(pip3?|conda)\s+install\b/,
    hint: "IPython commands (`%…`, `!…`) don't work here. Install packages in a terminal: `npm install name`.",
  },
];

/** A hint about a line that can't be parsed; undefined if it isn't recognized as Python. */
export function pythonHint(line: string): string | undefined {
  if (line.length > LONGEST) return undefined;
  if (/"""|'''/.test(line)) {
    return 'Triple quotes are Python. In TypeScript: backticks around multi-line text.';
  }
  const bare = withoutText(line);
  return HABITS.find((habit) => habit.line.test(bare))?.hint;
}

/** A line with empty strings and without its comment: words in those are not code. */
function withoutText(line: string): string {
  return line.replace(/(["'`])(?:\\.|(?!\1)[^\\])*(\1|$)|\/\/.*$/g, (_, quote?: string) =>
    quote ? quote + quote : '',
  );
}
