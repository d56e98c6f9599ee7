/** The context of a request. */
import { OptionError } from '../../core/errors';
import type { ContextOptions } from '../../recommender/answers';
import type { ServedModel } from '../served/served-model';
import { ServiceError } from './service-error';

/**
 * Checked against what the model uses, so that a context is never ignored.
 * @param given an object, or its JSON in a query
 * @throws ServiceError 400 for a model that doesn't use context, and for a context that it doesn't know
 */
export function askedContext(
  model: ServedModel,
  given: string | object | undefined,
): ContextOptions['context'] | undefined {
  if (given === undefined) return undefined;
  const invalid = (what: string) => new ServiceError(400, 'INVALID', what);
  const context = typeof given === 'string' ? parsed(given) : given;
  if (typeof context !== 'object' || context === null || Array.isArray(context)) {
    throw invalid('context must be a JSON object such as {"device":"phone"}');
  }
  const names = model.contextColumns.map(({ name }) => name);
  if (names.length === 0) {
    throw invalid(`the model ${model.label} doesn't use context; leave it out`);
  }
  const stray = Object.keys(context).find((name) => !names.includes(name));
  if (stray !== undefined) {
    throw invalid(
      `context has no column ${JSON.stringify(stray)}; the model ${model.label} uses ${names.join(', ')}`,
    );
  }
  const asked = context as NonNullable<ContextOptions['context']>;
  const odd = names.find((name) => typeof asked[name] === 'object' && asked[name] !== null);
  if (odd !== undefined) throw invalid(`context ${odd} must be text, a number, true, false or null`);
  try {
    model.checkContext({ context: asked });
  } catch (error) {
    if (error instanceof OptionError) throw invalid(error.message);
    throw error;
  }
  return asked;
}

/** Undefined for text that isn't JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
