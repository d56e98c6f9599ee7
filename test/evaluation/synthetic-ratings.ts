/** Made-up ratings with biases in them, so that models differ: 120 users, 60 items, about 2,900 rows. */
import { Interactions } from '../../lib/data/table/interactions';
import { RandomState } from '../../lib/math/random/random-state';

export function syntheticRatings(seed = 1): Interactions {
  const random = new RandomState(seed);
  const [users, items] = [random.normals(120, 0, 0.6), random.normals(60, 0, 0.8)];
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < users.length; user++) {
    for (let item = 0; item < items.length; item++) {
      if (random.random() > 0.4) continue;
      const rating = Math.round(3.3 + users[user] + items[item] + random.normal(0, 0.7));
      rows.push([`u${user}`, `i${item}`, Math.min(5, Math.max(1, rating))]);
    }
  }
  random.shuffle(rows);
  return Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
}
