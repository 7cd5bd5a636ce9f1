/** Where a moment stands on its page. */
export function anchorOf(ref: string): string {
  return `m-${encodeURIComponent(ref)}`;
}
