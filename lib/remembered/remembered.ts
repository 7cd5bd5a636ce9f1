/** What is asked for over and over is few. */
const mostRemembered = 1_000;

/** What is read out of a text is read once; out of one that is longer than `longest` characters, each time. */
export function remembered<Read>(
  read: (text: string) => Read,
  { longest = Number.POSITIVE_INFINITY }: { longest?: number } = {},
): (text: string) => Read {
  const known = new Map<string, { readonly read: Read }>();
  return (text) => {
    if (text.length > longest) return read(text);
    const found = known.get(text) ?? { read: read(text) };
    if (known.size >= mostRemembered) known.clear();
    known.set(text, found);
    return found.read;
  };
}
