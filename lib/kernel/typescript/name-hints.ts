/** Names from Python and from web pages that a TypeScript notebook doesn't have, and what to use instead. */

const PYTHON = (name: string, instead: string) => `\`${name}\` is Python. In TypeScript: ${instead}.`;

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    print: '`console.log(…)`',
    len: '`list.length`, and `.size` of a Map or Set',
    range: '`for (let i = 0; i < n; i++)`, or `[...Array(n).keys()]` for a list',
    None: '`null` or `undefined`',
    True: '`true`',
    False: '`false`',
    self: '`this`',
    pass: '`{}`, an empty block',
    elif: '`else if (…) { … }`',
    str: '`String(x)`; as a type, `string`',
    int: '`Math.trunc(Number(x))`; as a type, `number`',
    float: '`Number(x)`; as a type, `number`',
    bool: '`Boolean(x)`; as a type, `boolean`',
    list: '`[…]`, or `[...x]` for a copy; as a type, `number[]`',
    dict: '`{ key: value }` or `new Map()`',
    tuple: '`[a, b]`',
    set: '`new Set([…])`',
    sum: '`list.reduce((a, b) => a + b, 0)`',
    min: '`Math.min(...list)`',
    max: '`Math.max(...list)`',
    abs: '`Math.abs(x)`',
    round: '`Math.round(x)` or `x.toFixed(2)`',
    pow: '`x ** 2`',
    sorted: '`[...list].sort((a, b) => a - b)`',
    reversed: '`[...list].reverse()`',
    enumerate: '`for (const [i, x] of list.entries())`',
    zip: '`a.map((x, i) => [x, b[i]])`',
    any: '`list.some((x) => …)`',
    all: '`list.every((x) => …)`',
    map: '`list.map((x) => …)`',
    filter: '`list.filter((x) => …)`',
    isinstance: '`x instanceof Class` or `typeof x`',
    type: '`typeof x`',
    dir: '`Object.keys(x)`',
    repr: '`JSON.stringify(x)`',
    open: "`readFileSync(path, 'utf8')` from `node:fs`",
    Exception: '`Error`',
    ValueError: '`Error` or `RangeError`',
    nan: '`NaN`',
    inf: '`Infinity`',
  }).map(([name, instead]) => [name, PYTHON(name, instead)]),
);

/** Python names that are rarely declared in TypeScript. */
const NEVER_OWN = new Set(['print', 'len', 'None', 'True', 'False', 'self', 'pass', 'elif', 'isinstance']);

/** Names that exist only in web pages. */
const PAGE = new Set(['document', 'window', 'alert', 'prompt', 'confirm', 'localStorage']);

/** Methods of Python's lists, strings and dictionaries, by type of object. */
const METHODS: Readonly<Record<'list' | 'text' | 'table', Readonly<Record<string, string>>>> = {
  list: {
    append: '`list.push(x)`',
    extend: '`list.push(...others)`',
    insert: '`list.splice(i, 0, x)`',
    remove: '`list.splice(list.indexOf(x), 1)`',
    count: '`list.filter((x) => …).length`',
    index: '`list.indexOf(x)`',
    copy: '`[...list]`',
    size: '`list.length`',
    shape: '`list.length`',
    sum: '`list.reduce((a, b) => a + b, 0)`',
  },
  text: {
    upper: '`text.toUpperCase()`',
    lower: '`text.toLowerCase()`',
    strip: '`text.trim()`',
    lstrip: '`text.trimStart()`',
    rstrip: '`text.trimEnd()`',
    startswith: '`text.startsWith(…)`',
    endswith: '`text.endsWith(…)`',
    find: '`text.indexOf(…)`',
    index: '`text.indexOf(…)`',
    format: 'put backticks around the text and `$` before each brace',
    join: "`list.join(', ')`: the list comes first",
  },
  table: {
    items: '`Object.entries(object)`, or `map.entries()`',
    keys: '`Object.keys(object)`',
    values: '`Object.values(object)`',
    update: '`Object.assign(object, more)`',
    append: '`map.set(key, value)`, or `set.add(value)`',
    pop: '`map.delete(key)`',
  },
};

/** The most common Python packages. */
const PYTHON_PACKAGES =
  /^(pandas|numpy|matplotlib|seaborn|scipy|sklearn|scikit-learn|torch|tensorflow|surprise|statsmodels)([./]|$)/;

/** A hint about an unknown name. */
export function nameHint(name: string): string | undefined {
  if (PAGE.has(name)) return `\`${name}\` exists only in web pages; cells run in Node.`;
  return NAMES.get(name);
}

/** Whether a cell may well declare this name, although it is one of Python's. */
export function mayBeOwn(name: string): boolean {
  return !NEVER_OWN.has(name) && !PAGE.has(name);
}

/** A hint about a member that a list, text, Map or plain object of this type doesn't have. */
export function memberHint(name: string, type: string): string | undefined {
  const kind = kindOf(type);
  const instead = kind && Object.hasOwn(METHODS[kind], name) ? METHODS[kind][name] : undefined;
  return instead && `In TypeScript: ${instead}.`;
}

function kindOf(type: string): keyof typeof METHODS | undefined {
  if (/\[\]$|^(Readonly)?Array<|^\[/.test(type)) return 'list';
  if (/^(string$|"|`)/.test(type)) return 'text';
  return /^\{|^(Readonly)?(Map|Set)<|^Record</.test(type) ? 'table' : undefined;
}

/** A hint about a package that can't be found; undefined for a file. */
export function moduleHint(path: string): string | undefined {
  if (/^[./]/.test(path) || path.startsWith('node:')) return undefined;
  const [, scheme, rest] = /^(\w+):(.*)/.exec(path) ?? [];
  if (scheme !== undefined && rest !== undefined) return addressHint(scheme, rest);
  if (PYTHON_PACKAGES.test(path)) return `\`${path}\` is a Python package and can't be used here.`;
  return `If it is an npm package, install it in a terminal: \`npm install ${packageOf(path)}\`.`;
}

/** What Deno and web pages import by an address. */
function addressHint(scheme: string, rest: string): string | undefined {
  if (scheme === 'npm') {
    const [, name] = /^\/?(@?[^@]+)/.exec(packageOf(rest)) ?? [];
    return `Install it in a terminal with \`npm install ${packageOf(rest)}\`, then import it from '${name}'.`;
  }
  if (scheme === 'jsr') return `Install it in a terminal: \`npx jsr add ${rest}\`.`;
  return /^https?$/.test(scheme) ? 'Cells import packages and files, not addresses on the web.' : undefined;
}

/** The package that a path without a leading dot begins with. */
function packageOf(path: string): string {
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
}
