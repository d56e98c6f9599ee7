/** A state that shows what was lost, counted twice, or applied in another order. */
import type { LogState } from '../../../lib/streaming/apply-events';
import type { LoggedEvent } from '../../../lib/streaming/event-log';

export class CountedEvents implements LogState {
  /** How often each event was applied, by the number in its id. */
  counts: Buffer = Buffer.alloc(0);
  /** Of each partition, a hash of its events in their order. */
  chains: number[] = [];

  apply({ partition, event }: LoggedEvent): void {
    const number = Number(event.id.slice(1));
    if (number >= this.counts.length)
      this.counts = Buffer.concat([this.counts, Buffer.alloc(number + 10_000)]);
    this.counts[number]++;
    this.chains[partition] = (Math.imul(this.chains[partition] ?? 0, 31) + number) | 0;
  }

  save(): Uint8Array {
    return Buffer.from(JSON.stringify({ chains: this.chains, counts: this.trimmed().toString('latin1') }));
  }

  load(saved: Uint8Array | undefined): void {
    const { chains, counts } = saved ? JSON.parse(Buffer.from(saved).toString()) : { chains: [], counts: '' };
    this.chains = chains;
    this.counts = Buffer.from(counts, 'latin1');
  }

  /** Without the zeros at the end. */
  trimmed(): Buffer {
    let end = this.counts.length;
    while (end > 0 && this.counts[end - 1] === 0) end--;
    return this.counts.subarray(0, end);
  }
}
