import { type FileHandle, open } from 'node:fs/promises';

/**
 * What was not taken, one JSON object a line. The text is the record as far as it can be shown, to be mended and imported:
 *
 *     {"file": "events.ndjson", "line": 17, "reason": "is not JSON: …", "text": "{\"eventName\": "}
 */
export interface Reject {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

/** Made with the first reject, so that a clean import leaves no empty file. */
export interface RejectFile {
  readonly path: string;
  /** How much of it belongs to what is committed. */
  readonly bytes: number;
  append(rejects: readonly Reject[]): Promise<void>;
  close(): Promise<void>;
}

/** `bytes` is where an import that goes on had come to: what it wrote beyond that was not committed, and will come again. */
export function openRejectFile(path: string, bytes: number): RejectFile {
  let handle: FileHandle | undefined;
  let written = bytes;
  return {
    path,
    get bytes() {
      return written;
    },
    async append(rejects) {
      if (rejects.length === 0) return;
      handle ??= await openAt(path, bytes);
      const lines = Buffer.from(rejects.map((reject) => `${JSON.stringify(reject)}\n`).join(''));
      await handle.write(lines, 0, lines.length, written);
      written += lines.length;
    },
    async close() {
      await handle?.close();
    },
  };
}

async function openAt(path: string, bytes: number): Promise<FileHandle> {
  const handle = await open(path, bytes > 0 ? 'r+' : 'w', 0o600);
  await handle.truncate(bytes);
  return handle;
}
