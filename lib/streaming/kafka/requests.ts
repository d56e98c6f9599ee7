/**
 * Dividing what is sent to a Kafka broker into requests. It takes a megabyte by default, but beyond half of one, Java's
 * usual garbage collector (G1, in a heap of up to 2 GB) treats each request as a huge object, which costs it more.
 */

const REQUEST_BYTES = 400_000;
/** More than the frame around a record takes. */
const FRAME = 40;

/** The records in their order, as many in a request as fit, at least one. */
export function* requests<Item>(items: readonly Item[], bytesOf: (item: Item) => number): Generator<Item[]> {
  for (let at = 0; at < items.length; ) {
    let size = 0;
    let end = at;
    do size += bytesOf(items[end++]) + FRAME;
    while (end < items.length && size + bytesOf(items[end]) + FRAME <= REQUEST_BYTES);
    yield items.slice(at, end);
    at = end;
  }
}
