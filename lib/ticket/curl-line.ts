/**
 * A line for the shell that asks the API for what a screen shows. The token is a variable of whoever runs it, never a value. What
 * an address holds is percent-encoded, and the address stands in single quotes: nothing of it is ever run.
 */
export function curlLine(address: string): string {
  return `curl --fail-with-body -H "Authorization: Bearer $TRACEBOOK_TOKEN" ${quoted(encoded(address))}`;
}

/** Printable ASCII, without what means something to a shell, a terminal, or curl itself (`{a,b}` and `[1-9]` are many addresses). */
function encoded(address: string): string {
  return new URL(address).href.replace(/[^!-~]|['"`\\$!{}[\]]/g, (character) =>
    /[!-~]/.test(character) ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encodeURIComponent(character),
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
