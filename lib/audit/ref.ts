/** `github~1042`: the source, a tilde (which no source holds), the key of the row in that source as text. */
export function refOf(source: string, key: string): string {
  return `${source}~${key}`;
}

/** Null for what cannot be a reference. */
export function readRef(ref: string): { readonly source: string; readonly key: string } | null {
  const [, source, key] = /^([^~\0]{1,200})~(\d{1,18})$/.exec(ref) ?? [];
  return source === undefined || key === undefined ? null : { source, key };
}
