import type { MimeBundle } from '../display';

/** The parts of a TensorFlow.js tensor used here. */
interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly isDisposed: boolean;
  readonly name?: string;
  toString(verbose?: boolean): string;
}

/** Larger tensors aren't fetched for display: 16 million float32 values are 64 MB. */
const MAX_SIZE = 2 ** 24;

/** A tensor: its dtype and shape, then its values as TensorFlow.js prints them (abridged if large). */
export function formatTensor(value: unknown): MimeBundle | undefined {
  if (!isTensor(value)) return undefined;
  const count = value.size === 1 ? '1 value' : `${value.size.toLocaleString('en')} values`;
  const kind = 'trainable' in value ? `Variable ${value.name}` : 'Tensor';
  const head = `${kind}: ${value.dtype} [${value.shape.join(', ')}]`;
  if (value.isDisposed) return { 'text/plain': `${head}, disposed` };
  if (value.size > MAX_SIZE) return { 'text/plain': `${head}, ${count}, too many to show` };
  // tfjs prints a line `Tensor` and then the values, indented by four.
  const lines = value.toString().split('\n').slice(1);
  return {
    'text/plain': [`${head}, ${count}`, ...lines.map((line) => line.replace(/^ {4}/, ''))].join('\n'),
  };
}

function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null || !('dataId' in value)) return false;
  const tensor = value as Partial<TensorLike> & { dataSync?: unknown };
  return (
    Array.isArray(tensor.shape) && typeof tensor.dtype === 'string' && typeof tensor.dataSync === 'function'
  );
}
