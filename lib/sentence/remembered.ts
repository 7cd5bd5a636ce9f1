/** Names of actions and of types are few, and stand in many rows. */
const mostRemembered = 1_000;

/** What is read out of a name is read once. */
export function remembered<Read>(read: (name: string) => Read): (name: string) => Read {
  const known = new Map<string, { readonly read: Read }>();
  return (name) => {
    const found = known.get(name) ?? { read: read(name) };
    if (known.size >= mostRemembered) known.clear();
    known.set(name, found);
    return found.read;
  };
}
