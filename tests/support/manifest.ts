/** What a manifest says: the second line of its note. */
export function manifestIn(text: string | null | undefined): Record<string, unknown> {
  return JSON.parse((text ?? '').split('\n')[1] ?? '');
}
