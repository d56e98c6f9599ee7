/** What a result was made of, so that it can be made again, and never compared with what it can't be. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ContentHash } from '../core/content-hash';
import { type TensorBackend, tensorBackend } from '../math/tensors/tensors';
import type { Model } from '../recommender/model';
import type { Split } from './splits/split';

/** Comes with every result; plain JSON. */
export interface Receipt {
  /** SHA-256 of the whole table, 64 hex digits. */
  readonly data: string;
  /** SHA-256 of train and test part. Results with different ones must not be compared. */
  readonly split: string;
  /** SHA-256 of the train part's item features; absent where it has none. Models of content depend on them. */
  readonly itemFeatures?: string;
  /** SHA-256 of the context columns of both parts; absent where the train part has none. Models that use context depend on them. */
  readonly context?: string;
  readonly splitName: string;
  /** What the split was drawn with; null where no chance was at work. */
  readonly splitSeed: number | null;
  readonly model: string;
  /** All options with their values. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The model's own seed; null where it has none. */
  readonly seed: number | null;
  /** What tensors run on here; sums of 32-bit numbers differ between the two in the last digits. */
  readonly backend: TensorBackend;
  readonly versions: Versions;
}

/** Numbers can differ in the last digits between versions. */
export interface Versions {
  /** This library. */
  readonly lab: string;
  readonly node: string;
  readonly tfjs: string;
}

/** The receipt of a model on a split. */
export function receiptOf(model: Model, split: Split): Receipt {
  const { seed } = model.options;
  const features = split.train.itemFeatures;
  const context = contextHashOf(split);
  return Object.freeze({
    data: split.dataHash,
    split: split.hash,
    ...(features ? { itemFeatures: features.hash() } : {}),
    ...(context ? { context } : {}),
    splitName: split.name,
    splitSeed: split.seed ?? null,
    model: model.name,
    options: model.options,
    seed: typeof seed === 'number' ? seed : null,
    backend: tensorBackend(),
    versions: versions(),
  });
}

function contextHashOf({ train, test }: Split): string | undefined {
  if (train.context === undefined) return undefined;
  const hash = new ContentHash().add('train', train.context.hash());
  return hash.add('test', test.context?.hash() ?? 'none').digest();
}

let known: Versions | undefined;

/** The versions of what runs here; TensorFlow.js isn't loaded for it. */
export function versions(): Versions {
  known ??= Object.freeze({
    lab: versionIn(path.join(__dirname, '..', '..', 'package.json')),
    node: process.versions.node,
    tfjs: versionIn(require.resolve('@tensorflow/tfjs/package.json')),
  });
  return known;
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
