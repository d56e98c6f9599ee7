/** The part of a context that a model uses. */
import type { RegisteredModel } from '../../models/registry';
import type { ContextOptions } from '../../recommender/answers';

/** None for a model that doesn't use context. */
export function contextFor(model: RegisteredModel, { context }: ContextOptions): ContextOptions {
  if (context === undefined || !model.can.usesContext) return {};
  const names = model.contextNames.filter((name) => Object.hasOwn(context, name));
  return { context: Object.fromEntries(names.map((name) => [name, context[name]])) };
}
