/**
 * The kernel's listeners of `process`, which no cell can remove. Test runners, for example, call
 * `process.removeAllListeners('uncaughtException')`: the next error in a timer would end the kernel.
 */
type Listener = (...of: unknown[]) => void;

const OF_NODE = new Set<string | symbol>(['newListener', 'removeListener']);

/** @param listeners by the name of their event */
export function addLastingListeners(listeners: Readonly<Record<string, Listener>>): void {
  const { removeListener, removeAllListeners } = process;
  const own = Object.entries(listeners);
  const isOwn = (event: unknown, listener: unknown) =>
    own.some(([name, added]) => name === event && added === listener);
  const add = () => {
    for (const [event, listener] of own) {
      if (!process.listeners(event as 'exit').includes(listener)) process.on(event, listener);
    }
  };
  const remove: typeof removeListener = (event, listener) =>
    isOwn(event, listener) ? process : removeListener.call(process, event, listener);
  process.removeAllListeners = (...of) => {
    // Node's own listeners of listeners watch for signals.
    const events = of.length > 0 ? of : process.eventNames().filter((event) => !OF_NODE.has(event));
    process.removeListener = removeListener; // which Node calls for each of them
    for (const event of events) removeAllListeners.call(process, event);
    process.removeListener = remove;
    add();
    return process;
  };
  process.removeListener = remove;
  process.off = remove;
  add();
}
