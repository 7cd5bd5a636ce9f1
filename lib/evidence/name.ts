/** Names of fields and of attributes: no quoting is needed anywhere, and their order as bytes is that of JavaScript. */
export function isName(text: string): boolean {
  return /^[a-z][a-z0-9_]{0,62}$/.test(text);
}

/** Whether they are names, ascending and none twice. */
export function areNames(names: readonly string[]): boolean {
  return names.every((name, at) => isName(name) && (at === 0 || name > (names[at - 1] ?? '')));
}

/** For sorting: as bytes, whatever the language of the machine. */
export function byName<Named extends { readonly name: string }>(a: Named, b: Named): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
