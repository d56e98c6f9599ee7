/** Which methods an address has, by the OpenAPI document. */
import type { OpenApi } from './docs-page';

/** `['GET']` for `/similar/50`; none for an address that there isn't. */
export function allowedMethods({ paths = {} }: OpenApi, url: string): string[] {
  const [address] = url.split('?');
  const found = Object.entries(paths).find(([template]) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(address),
  );
  return found ? Object.keys(found[1]).map((method) => method.toUpperCase()) : [];
}
