/** A model with its options and a label. */
import { OptionError } from '../../core/errors';
import type { ModelSpec } from '../../models/registry';

/** A row's model; the label is its name in every table and in `npm run compare -- --models`. */
export type LabeledModel = ModelSpec & { readonly label: string };

/** Makes a row's model. @param options options that differ from the model's defaults */
export function labeledModel(
  label: string,
  model: string,
  options: Readonly<Record<string, unknown>> = {},
): LabeledModel {
  return Object.freeze({ label, model, options: Object.freeze(options) });
}

/** The row with this label. @throws OptionError with a list of the labels, if there is none */
export function rowNamed(label: string, rows: readonly LabeledModel[]): LabeledModel {
  const found = rows.find((row) => row.label === label);
  if (found) return found;
  const labels = rows.map((row) => row.label).join(', ');
  throw new OptionError(`there is no row ${JSON.stringify(label)}; the rows are ${labels}`);
}
