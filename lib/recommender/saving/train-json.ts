/** The train set of a saved model: the columns of the table, so that seen items and supports are known. */
import { DataError } from '../../core/errors';
import { scaleFromJson } from '../../core/rating-scale';
import { Interactions } from '../../data/table/interactions';
import { contextFromJson, contextToJson } from './context-json';
import { featuresFromJson, featuresToJson } from './features-json';
import { arrayFromJson, arrayToJson, type StateArray } from './model-json';

/** A table as JSON. */
export function trainToJson(train: Interactions): Record<string, unknown> {
  const { user, item, rating, timestamp, context, propensity, itemFeatures, userFeatures } =
    train.toColumns();
  return {
    scale: train.scale,
    users: user.ids,
    items: item.ids,
    user: arrayToJson(user.indices),
    item: arrayToJson(item.indices),
    rating: arrayToJson(rating),
    timestamp: timestamp ? arrayToJson(timestamp) : null,
    ...(context ? { context: contextToJson(context) } : {}),
    ...(propensity ? { propensity: arrayToJson(propensity) } : {}),
    ...(itemFeatures ? { itemFeatures: featuresToJson(itemFeatures) } : {}),
    ...(userFeatures ? { userFeatures: featuresToJson(userFeatures) } : {}),
  };
}

/** Reads the table back. @throws DataError when something is missing or has the wrong type */
export function trainFromJson(json: Readonly<Record<string, unknown>>): Interactions {
  const { users, items, scale, timestamp, context, propensity, itemFeatures, userFeatures } = json;
  if (!isTextList(users) || !isTextList(items)) {
    throw new DataError('model JSON: train.users and train.items must be lists of strings');
  }
  const column = <Kind extends StateArray>(name: string, kind: new (size: number) => Kind): Kind => {
    const value = json[name];
    const array = typeof value === 'object' && value !== null && arrayFromJson(`train.${name}`, value);
    if (array instanceof kind) return array;
    const got = array ? array.constructor.name : String(value);
    throw new DataError(`model JSON: train.${name} must be ${kind.name} in base64, got ${got}`);
  };
  return Interactions.fromColumns(
    {
      user: { ids: users, indices: column('user', Int32Array) },
      item: { ids: items, indices: column('item', Int32Array) },
      rating: column('rating', Float32Array),
      timestamp: timestamp ? column('timestamp', Float64Array) : undefined,
      context: context === undefined ? undefined : contextFromJson(context),
      propensity: propensity === undefined ? undefined : column('propensity', Float64Array),
      itemFeatures: itemFeatures === undefined ? undefined : featuresFromJson('itemFeatures', itemFeatures),
      userFeatures: userFeatures === undefined ? undefined : featuresFromJson('userFeatures', userFeatures),
    },
    { scale: scaleFromJson(scale), duplicates: 'keep', ownership: 'take' },
  );
}

/** A list of texts. */
export function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
