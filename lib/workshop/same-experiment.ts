/** Was an evaluation made as an exercise asks? Its receipt says so, whatever the hyperparameters. */
import type { Receipt } from '../evaluation/receipt';
import { isClose } from './written-function';

/** The part of a result that its receipt is in. */
interface WithReceipt {
  readonly row: { readonly receipt: Receipt };
}

/** Whether two results come from the same data and split. */
export function sameSplit({ row: a }: WithReceipt, { row: b }: WithReceipt): boolean {
  return a.receipt.split === b.receipt.split && a.receipt.data === b.receipt.data;
}

/** Whether a result is of this model (its name in the registry) with at least these options. */
export function isOf(
  { row: { receipt } }: WithReceipt,
  model: string,
  options: Readonly<Record<string, unknown>> = {},
): boolean {
  return (
    receipt.model === model &&
    Object.entries(options).every(([name, value]) => isClose(receipt.options[name], value, 0))
  );
}

/** The names of the options in which two results differ. */
export function changedOptions({ row: a }: WithReceipt, { row: b }: WithReceipt): string[] {
  const names = new Set([...Object.keys(a.receipt.options), ...Object.keys(b.receipt.options)]);
  return [...names].filter((name) => !isClose(a.receipt.options[name], b.receipt.options[name], 0));
}
