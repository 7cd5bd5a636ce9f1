/** This page's address in parts, for forms and links that keep all of it but one parameter. */
export interface Here {
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
}

export function hereFrom(href: string): Here {
  const url = new URL(href, 'http://here.invalid');
  return { path: url.pathname, params: Object.fromEntries(url.searchParams) };
}

/** The address with some parameters changed; `undefined` leaves one out. */
export function hrefFrom(here: Here, changes: Here['params'] = {}): string {
  const params = new URLSearchParams(definedEntries({ ...here.params, ...changes }));
  return params.size > 0 ? `${here.path}?${params}` : here.path;
}

export function definedEntries(params: Here['params']): [string, string][] {
  return Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
