import { createReadStream, type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BundleFault, type BundleFiles } from '@/lib/evidence';

/** As many as a bundle could have, and no more of a folder that is none. */
const mostFiles = 2_000;

/** The files of a folder and of the folders in it. Links are refused: what they lead to is not in the bundle. */
export function folderFiles(folder: string): BundleFiles {
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? namesIn(folder, entry.name) : [fileName(entry, '')],
  );
  if (names.length > mostFiles) throw new BundleFault('mismatch', `This folder holds more than ${mostFiles} files and is no bundle.`);
  return { names, open: (name) => createReadStream(join(folder, name), { highWaterMark: 262_144 }) };
}

function namesIn(folder: string, inner: string): string[] {
  return readdirSync(join(folder, inner), { withFileTypes: true }).map((entry) => fileName(entry, `${inner}/`));
}

function fileName(entry: Dirent, before: string): string {
  const name = `${before}${entry.name}`;
  if (!entry.isFile()) throw new BundleFault('mismatch', `${JSON.stringify(name)} is a link, or a folder too deep, or no file at all.`);
  return name;
}
