/** A context as text, for caches: the same values give the same text, in whatever order they are named. */
import type { ContextOptions } from '../../recommender/answers';

/** `[["device","phone"],["hour",20]]`; empty without context. */
export function contextKey({ context }: ContextOptions): string {
  if (context === undefined) return '';
  const names = Object.keys(context).sort();
  return JSON.stringify(names.map((name) => [name, context[name]]));
}
