/** Merges `changes` into `base` recursively; lists and single values are replaced. */
export function mergeLayout<T extends object>(base: T, changes: object | undefined): T {
  const merged = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(changes ?? {})) {
    const old = merged[key];
    merged[key] = isObject(old) && isObject(value) ? mergeLayout(old, value) : value;
  }
  return merged as T;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
