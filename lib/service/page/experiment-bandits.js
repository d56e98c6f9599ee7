/** What the control room says of arms that explore. Text is inserted as text, never as HTML. */
import { el } from './elements.js';
import { count, head, percent, row } from './experiment-parts.js';

export function banditTable(bandits) {
  return [
    el('caption', {}, 'Places that a policy has filled, and what it has learned from'),
    head(
      'Arm',
      'Policy',
      'Places',
      'Clicks',
      'Clicks per place',
      'Learned',
      'Waiting',
      'No candidates',
      'Failed',
    ),
    el(
      'tbody',
      {},
      ...bandits.map(({ arm, policy, frozen, impressions, clicks, learned, waiting, unexplored }) =>
        row(arm, [
          frozen ? `${policy}, frozen` : policy,
          ...[impressions, clicks].map(count),
          percent(impressions > 0 ? clicks / impressions : null),
          ...[learned, waiting, unexplored.noCandidates, unexplored.failed].map(count),
        ]),
      ),
    ),
  ];
}

export function banditItemsTable(bandits) {
  const rows = bandits.flatMap(({ arm, items }) =>
    items.map(({ itemId, shown, clicks, chance }) =>
      row(itemId, [arm, percent(chance), count(shown), count(clicks), percent(clicks / shown)]),
    ),
  );
  return [
    el('caption', {}, 'The items that a policy is most likely to choose, of the 200 shown most'),
    head('Item', 'Arm', 'Chance', 'Shown', 'Clicks', 'Clicks per place'),
    el('tbody', {}, ...rows),
  ];
}
