/**
 * The address of one action, also of a row in another team's table: the name of its source and the text of its key.
 *
 *     billing~1042     sample/fleet~7     a%7Eb~key~with~tildes
 *
 * Only in the name of the source `~` and `%` are written as `%7E` and `%25`; the key follows the first `~` as it is.
 */
export interface ActionRef {
  readonly source: string;
  readonly key: string;
}

export function printActionRef({ source, key }: ActionRef): string {
  return `${source.replaceAll('%', '%25').replaceAll('~', '%7E')}~${key}`;
}

/** Null where this is no reference. */
export function parseActionRef(text: string): ActionRef | null {
  const [, name, key] = /^([^~]+)~([\s\S]+)$/.exec(text) ?? [];
  if (!name || !key || /%(?!25|7E)/.test(name)) return null;
  return { source: name.replaceAll('%7E', '~').replaceAll('%25', '%'), key };
}
