/**
 * Where a list goes on, from a `Link` header (`…; rel="next"; results="true"; cursor="1764:100:0"`). Only its own attribute is taken: the
 * address beside it may lead to another host, and is never asked. Null where there is no more, or where nothing can be read.
 */
export function nextCursor(link: string | null): string | null {
  for (const part of (link ?? '').split(/,\s*(?=<)/)) {
    const attributes = part.slice(part.indexOf('>') + 1);
    const of = (name: string) => new RegExp(`;\\s*${name}="([^"]*)"`).exec(attributes)?.[1];
    if (of('rel') === 'next' && of('results') === 'true') {
      const cursor = of('cursor') ?? '';
      return /^[\x21-\x7e]{1,500}$/.test(cursor) ? cursor : null;
    }
  }
  return null;
}
