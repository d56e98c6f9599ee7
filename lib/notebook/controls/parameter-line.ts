/**
 * Chosen values as code for a notebook's parameters cell: `const factors = 50; const reg = 0.02;`. Values that have
 * no literal form, such as classes, are omitted.
 */
export function parameterLine(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => {
      const code = literal(value);
      return code === undefined ? [] : [`const ${name} = ${code};`];
    })
    .join(' ');
}

function literal(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return String(value);
    case 'string':
      return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
    case 'object':
      return value === null || Array.isArray(value) ? JSON.stringify(value) : undefined;
    default:
      return undefined;
  }
}
