/** Which methods an address has, by the routes that there are. */
import type { FastifyInstance } from 'fastify';

/** `['GET', 'HEAD']` for `/similar/50?n=3`; none for an address that there isn't. */
export type AllowedMethods = (url: string) => string[];

/** Takes note of the routes that are added to the app from now on. */
export function methodsOfRoutes(app: FastifyInstance): AllowedMethods {
  const routes: { readonly method: string; readonly address: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const address = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`);
    routes.push(...[method].flat().map((one) => ({ method: one, address })));
  });
  return (url) => {
    const [asked] = url.split('?');
    return routes.filter(({ address }) => address.test(asked)).map(({ method }) => method);
  };
}
