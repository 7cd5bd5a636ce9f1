import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { log } from '@/lib/telemetry';

const readme = `This folder, or zip, is an export of an audit log that proves its rows.

In a browser: open verify.html and give it the zip. Nothing is sent anywhere.
With Node 20 or newer: node verify.mjs --key <key of the log> <folder or zip>

Take the key, and better the verifier too, from somewhere else than from here: whoever made this could have made both. What a verified
export proves, and what it does not, the verifier says in words.
`;

/** What travels with a bundle so that it can be checked without us. It holds no secret, and a bundle without it is a bundle. */
export async function verifierFiles(): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const files = await Promise.all(
    (['verify.mjs', 'verify.html'] as const).map(async (name) => {
      const bytes = await verifierFile(name);
      return bytes ? [{ name, bytes }] : [];
    }),
  );
  const found = files.flat();
  if (found.length === 0) log('warn', 'an export travels without its verifier, which is not in dist');
  return [...found, { name: 'README.txt', bytes: Buffer.from(readme) }];
}

/** Beside the command line that this process was begun with, or in the project. Null where it is in neither. */
export async function verifierFile(name: 'verify.mjs' | 'verify.html'): Promise<Uint8Array | null> {
  const program = dirname(process.argv[1] ?? '.');
  for (const folder of [program, join(program, '../dist'), join(process.cwd(), 'dist')]) {
    // Not there: looked for in the next place.
    const bytes = await readFile(join(/* turbopackIgnore: true */ folder, name)).catch(() => null);
    if (bytes) return bytes;
  }
  return null;
}
