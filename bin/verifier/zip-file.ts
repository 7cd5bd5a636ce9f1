import { open } from 'node:fs/promises';
import { BundleFault, type RandomAccess } from '@/lib/evidence';

/** A file read at any place. Open until the process ends, which is soon. */
export async function randomAccess(path: string): Promise<RandomAccess> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      let got = 0;
      while (got < length) {
        const { bytesRead } = await file.read(bytes, got, length - got, offset + got);
        if (bytesRead === 0) throw new BundleFault('incomplete', 'The zip is cut.');
        got += bytesRead;
      }
      return bytes;
    },
  };
}
