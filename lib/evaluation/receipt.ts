/**
 * What a result was computed from, so that it can be reproduced, and isn't compared with incompatible
 * results.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ContentHash } from '../core/content-hash';
import { loadedBackend, type TensorBackend } from '../math/tensors/tensors';
import type { Model } from '../recommender/model';
import type { Split } from './splits/split';

/** A record that comes with every result; plain JSON. */
export interface Receipt {
  /** SHA-256 of the whole table, 64 hex digits. */
  readonly data: string;
  /** SHA-256 of the train and test sets. Results with different values must not be compared. */
  readonly split: string;
  /** SHA-256 of the train set's item features, on which content models depend; absent if there are none. */
  readonly itemFeatures?: string;
  /** The same for its user features. */
  readonly userFeatures?: string;
  /** SHA-256 of the context columns of both parts; absent where the train part has none. Models that use context depend on them. */
  readonly context?: string;
  readonly splitName: string;
  /** Seed of the split; null if it isn't random. */
  readonly splitSeed: number | null;
  readonly model: string;
  /** All options with their values. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The model's own seed; null if it has none. */
  readonly seed: number | null;
  /**
   * The tensor backend; sums of 32-bit numbers differ between backends in the last digits. `none` if tensors haven't been
   * used in this thread so far: TensorFlow isn't loaded just to name it.
   */
  readonly backend: TensorBackend | 'none';
  readonly versions: Versions;
}

/** Versions; results can differ between them in the last digits. */
export interface Versions {
  /** The version of this library. */
  readonly lab: string;
  readonly node: string;
  /** `none` if TensorFlow.js is not installed. */
  readonly tfjs: string;
}

/** Makes the receipt of a model on a split. */
export function receiptOf(model: Model, split: Split): Receipt {
  const { seed } = model.options;
  const { itemFeatures, userFeatures } = split.train;
  const context = contextHashOf(split);
  return Object.freeze({
    data: split.dataHash,
    split: split.hash,
    ...(itemFeatures ? { itemFeatures: itemFeatures.hash() } : {}),
    ...(userFeatures ? { userFeatures: userFeatures.hash() } : {}),
    ...(context ? { context } : {}),
    splitName: split.name,
    splitSeed: split.seed ?? null,
    model: model.name,
    options: model.options,
    seed: typeof seed === 'number' ? seed : null,
    backend: loadedBackend() ?? 'none',
    versions: versions(),
  });
}

function contextHashOf({ train, test }: Split): string | undefined {
  if (train.context === undefined) return undefined;
  const hash = new ContentHash().add('train', train.context.hash());
  return hash.add('test', test.context?.hash() ?? 'none').digest();
}

let known: Versions | undefined;

/** The current versions, without loading TensorFlow.js. */
export function versions(): Versions {
  known ??= Object.freeze({
    lab: versionIn(path.join(__dirname, '..', '..', 'package.json')),
    node: process.versions.node,
    tfjs: tfjsVersion(),
  });
  return known;
}

function tfjsVersion(): string {
  try {
    return versionIn(require.resolve('@tensorflow/tfjs/package.json'));
  } catch {
    return 'none';
  }
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
