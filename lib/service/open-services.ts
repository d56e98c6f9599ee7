/** The services that this process has open, so that a cell that reruns can close the previous one. */

interface Closable {
  close(): Promise<void>;
}

/** Not a module variable: a kernel that reloads an edited file resets those. */
const KEY = Symbol.for('recommender-lab.open-services');

function openServices(): Set<Promise<Closable>> {
  const holder = globalThis as { [KEY]?: Set<Promise<Closable>> };
  holder[KEY] ??= new Set();
  return holder[KEY];
}

/** Registers a service from the moment its creation begins until `closed` is called or the creation fails. */
export function whileOpen<Service extends Closable>(
  make: (closed: () => void) => Promise<Service>,
): Promise<Service> {
  const closed = () => void openServices().delete(service);
  const service = make(closed);
  openServices().add(service);
  service.catch(closed);
  return service;
}

/**
 * Closes all services of this process, including those still being created. For notebooks, where the variables of an
 * earlier run are gone but its services aren't.
 *
 * @example
 * await closeServices();
 * const service = await createService({ load: () => loadModel('data/models/svd'), feedbackDir: 'data/feedback' });
 */
export async function closeServices(): Promise<void> {
  const end = async (service: Promise<Closable>) => {
    const made = await service.catch(() => undefined); // creation failed: nothing to close
    await made?.close();
  };
  await Promise.all(Array.from(openServices(), end));
}
