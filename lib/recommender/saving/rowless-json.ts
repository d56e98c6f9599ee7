/** The train set of a model saved without its ratings. */
import { DataError } from '../../core/errors';
import { scaleFromJson } from '../../core/rating-scale';
import { RowlessTrain } from '../rowless-train';
import type { SeenItems } from '../train-summary';
import { featuresFromJson, featuresToJson } from './features-json';
import { arrayFromJson, arrayToJson } from './model-json';
import { isTextList } from './train-json';

/** A summary as JSON. */
export function rowlessToJson(train: RowlessTrain): Record<string, unknown> {
  const { users, items, scale, mean, hash, userCounts, itemCounts, seen, itemFeatures } = train.toParts();
  return {
    ...{ scale, users: [...users], items: [...items], mean, hash },
    userCounts: arrayToJson(userCounts),
    itemCounts: arrayToJson(itemCounts),
    ...(seen ? { seen: arrayToJson(seen) } : {}),
    ...(itemFeatures ? { itemFeatures: featuresToJson(itemFeatures) } : {}),
  };
}

/** The summary back. @throws DataError if something is missing or of the wrong kind */
export function rowlessFromJson(json: Readonly<Record<string, unknown>>, seenBy?: SeenItems): RowlessTrain {
  const { users, items, scale, mean, hash, seen, itemFeatures } = json;
  if (!isTextList(users) || !isTextList(items)) {
    throw new DataError('model JSON: train.users and train.items must be lists of strings');
  }
  if (typeof mean !== 'number' || typeof hash !== 'string') {
    throw new DataError('model JSON: train.mean must be a number and train.hash a string');
  }
  const whole = (name: string): Int32Array => {
    const value = json[name];
    const array = typeof value === 'object' && value !== null && arrayFromJson(`train.${name}`, value);
    if (array instanceof Int32Array) return array;
    throw new DataError(`model JSON: train.${name} must be Int32Array in base64`);
  };
  return new RowlessTrain(
    {
      ...{ users, items, mean, hash, scale: scaleFromJson(scale) },
      userCounts: whole('userCounts'),
      itemCounts: whole('itemCounts'),
      ...(seen !== undefined && { seen: whole('seen') }),
      ...(itemFeatures !== undefined && { itemFeatures: featuresFromJson('itemFeatures', itemFeatures) }),
    },
    seenBy,
  );
}
