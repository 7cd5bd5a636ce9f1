/** This page's address in parts, for forms and links that keep some of it. */
export interface Here {
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
}

export function hereFrom(href: string): Here {
  const url = new URL(href, 'http://here.invalid');
  return { path: url.pathname, params: Object.fromEntries(url.searchParams) };
}

export function hrefFrom(here: Here): string {
  const params = new URLSearchParams(definedEntries(here.params));
  return params.size > 0 ? `${here.path}?${params}` : here.path;
}

function definedEntries(params: Here['params']): [string, string][] {
  return Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
