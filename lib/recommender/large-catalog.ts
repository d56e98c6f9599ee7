/** From this many items on, a catalog is a large one: what looks at all items elsewhere looks at some of them there. */
export const LARGE_CATALOG = 50_000;
