import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPostgres } from './server';

/** A server for one run of the tests, as fast as one may be whose data nobody will miss. */
export async function startThrowAwayPostgres(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const parent = mkdtempSync(join(tmpdir(), 'tracebook-'));
  // Root's server runs as somebody else, who must get through.
  chmodSync(parent, 0o711);
  const server = await openEmbeddedPostgres({
    project: parent,
    folder: join(parent, 'data'),
    user: { kind: 'app', label: 'tests' },
    say: () => undefined,
    settings: [
      'fsync=off',
      'synchronous_commit=off',
      'full_page_writes=off',
      'max_connections=200',
      'shared_preload_libraries=pg_stat_statements',
    ],
  });
  return {
    url: server.url,
    stop: async () => {
      await server.close();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
