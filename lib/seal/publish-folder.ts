import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TileId, tilePath, tilesOf, tileWidth } from '@/lib/tlog';
import { type Place, PlaceError, type Publication } from './place';

/** A folder with the files of C2SP tlog-tiles, to be served as they are; never an entry, which would name rows. The checkpoint goes last. */
export function folderPlace(folder: string): Place {
  return {
    name: 'folder',
    pauseMs: 0,
    publish: async (publication) => {
      await inWords(() => writeAll(folder, publication));
      return null;
    },
    read: () => inWords(() => readIfThere(join(folder, 'checkpoint'))),
  };
}

/** A file that remembers the last signed checkpoint, and nothing else. */
export function filePlace(file: string): Place {
  return {
    name: 'state',
    pauseMs: 0,
    publish: async ({ checkpoint }) => {
      await inWords(async () => {
        await write(file, checkpoint.note);
        await syncFolder(dirname(file));
      });
      return null;
    },
    read: () => inWords(() => readIfThere(file)),
  };
}

async function writeAll(folder: string, { checkpoint, cosigned, lastSize, tile, signal }: Publication): Promise<void> {
  // A folder that was emptied gets everything again.
  const from = (await readIfThere(join(folder, 'checkpoint'))) === null ? 0 : lastSize;
  const folders = new Set<string>();
  for (const id of newTiles(from, checkpoint.size)) {
    signal.throwIfAborted();
    const path = join(folder, tilePath(id));
    if (await isThere(path, id.width * 32)) continue;
    await write(path, await tile(id));
    folders.add(dirname(path));
    if (id.width === tileWidth) await dropPartial(path);
  }
  // What a checkpoint speaks of is on the disk before it is.
  for (const path of folders) await syncFolder(path);
  await write(join(folder, 'checkpoint'), cosigned);
  await syncFolder(folder);
}

/** Those that are full now and were not, and the last one of each level. */
function* newTiles(from: number, size: number): Generator<TileId> {
  for (const tile of tilesOf(size)) {
    const fullBefore = Math.floor(from / tileWidth ** (tile.level + 1));
    if (tile.index >= fullBefore) yield tile;
  }
}

async function isThere(path: string, bytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === bytes;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A full tile says all that its beginnings said. */
async function dropPartial(path: string): Promise<void> {
  await rm(`${path}.p`, { recursive: true, force: true });
}

/** Under its name it is whole, whenever the power goes. */
async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.part`;
  try {
    const file = await open(aside, 'w', 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'it cannot be written to',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk is full',
  EIO: 'its disk fails',
  ENOTDIR: 'something on its path is no folder',
  EISDIR: 'something is a folder that should be a file',
};

async function inWords<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === '') throw error;
    throw new PlaceError(reasons[code] ?? `it cannot be written (${code})`, { cause: error });
  }
}
