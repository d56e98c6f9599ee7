/** A model that is yet to be made: its name in the registry and its options. Plain data, fit for a worker. */
import { createModel, type RegisteredModel } from '../../models/registry';

export interface ModelSpec {
  /** For tables and figures. Default: the model's name. */
  readonly label?: string;
  /** Name in the registry: `BaselineOnly`. */
  readonly model: string;
  /** Options that differ from the defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A new model of this kind. @throws OptionError for an unknown name or option, or a bad value */
export function modelOf({ model, options }: ModelSpec): RegisteredModel {
  return createModel(model, options);
}
