/** The services that this process has open, so that a cell that runs again can close the one before. */

interface Closable {
  close(): Promise<void>;
}

/** Not a variable of this module: a kernel that takes in an edited file makes its variables anew. */
const KEY = Symbol.for('recommender-lab.open-services');

function openServices(): Set<Promise<Closable>> {
  const holder = globalThis as { [KEY]?: Set<Promise<Closable>> };
  holder[KEY] ??= new Set();
  return holder[KEY];
}

/** Knows the service, from the moment in which it begins to be made, until `closed` is called or it isn't made. */
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
 * Closes all services of this process, also those that are still being made: for a notebook, in which the variables
 * of an earlier run are gone, but not its services.
 *
 * @example
 * await closeServices();
 * const service = await createService({ load: () => loadModel('data/models/svd'), feedbackDir: 'data/feedback' });
 */
export async function closeServices(): Promise<void> {
  const end = async (service: Promise<Closable>) => {
    const made = await service.catch(() => undefined); // not made: nothing to close
    await made?.close();
  };
  await Promise.all(Array.from(openServices(), end));
}
