/** Printable ASCII, which nearly all of it is, and "…" where we left something out: it needs no wrapping and no marks. */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e…]*$/.test(text);
}
