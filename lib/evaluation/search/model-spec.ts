/**
 * A description of a model to create: its name in the registry and its options. Plain data, which workers can
 * receive.
 */
import { createModel, type RegisteredModel } from '../../models/registry';

export interface ModelSpec {
  /** The label in tables and figures. Default: the model's name. */
  readonly label?: string;
  /** Name in the registry: `BaselineOnly`. */
  readonly model: string;
  /** Options that differ from the defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Makes a new model from a spec. @throws OptionError for an unknown name or option, or an invalid value */
export function modelOf({ model, options }: ModelSpec): RegisteredModel {
  return createModel(model, options);
}
