/** The simplest state that follows from a log: how often each item was clicked, and every user's last rating of it. */

import type { LogState } from '../../lib/streaming/apply-events';
import type { LoggedEvent } from '../../lib/streaming/event-log';

export class EventCounts implements LogState {
  events = 0;
  /** Order matters here: a hash of the events of each partition in their order. */
  chains: Record<string, number> = {};
  counts: Record<string, number> = {};

  apply({ partition, event }: LoggedEvent): void {
    if ('itemId' in event && event.itemId === 'poison') throw new Error('this item is poison');
    this.events++;
    let chain = this.chains[partition] ?? 0;
    for (const letter of event.id) chain = (Math.imul(chain, 31) + letter.codePointAt(0)!) | 0;
    this.chains[partition] = chain;
    const key = `${event.type} ${'itemId' in event ? event.itemId : event.userId}`;
    this.counts[key] = (this.counts[key] ?? 0) + 1;
  }

  save(): Uint8Array {
    const { events, chains, counts } = this;
    return Buffer.from(JSON.stringify({ events, chains, counts }));
  }

  load(saved: Uint8Array | undefined): void {
    Object.assign(
      this,
      saved ? JSON.parse(Buffer.from(saved).toString()) : { events: 0, chains: {}, counts: {} },
    );
  }
}
