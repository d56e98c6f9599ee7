/** Which methods a path allows, according to the registered routes. */
import type { FastifyInstance } from 'fastify';

/** `['GET', 'HEAD']` for `/similar/50?n=3`; none for an unknown path. */
export type AllowedMethods = (url: string) => string[];

/** Records the routes added to the app from now on. */
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
