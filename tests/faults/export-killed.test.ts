import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fillForExports, rowsTold } from '@/tests/support/export-rows';
import { installation } from '@/tests/support/installation';

const kills = process.env.TRACEBOOK_FAULTS === 'all' ? 10 : 1;
/** At each kill. */
const formats = ['csv', 'jsonl', 'csv'] as const;
const rows = 50_000;

/** R3: a file that a killed app was sending is an error for whoever fetched it, and interrupted in the register. */
test(
  `an app that is killed in ${kills * formats.length} exports leaves none that passes for whole`,
  async () => {
    const at = await installation();
    const env = { EXPORTS_PER_VIEWER: '9' };
    let app = await at.start({ env });
    const token = (await at.command(['token', 'create', '--quiet', '--name', 'faults', '--scopes', 'audit:read,audit:export'])).trim();
    await at.ask((sql) => fillForExports(sql, rows));
    for (let kill = 1; kill <= kills; kill += 1) {
      let tell: () => void = () => undefined;
      const isFar = new Promise<void>((done) => {
        tell = done;
      });
      const asked = formats.map((format) =>
        fetch(`${at.baseUrl}/api/v1/actions/export?format=${format}`, { headers: { authorization: `Bearer ${token}` } }),
      );
      // All of them run before any is killed.
      const fetching = (await Promise.all(asked)).map(async (answer) => {
        const { bytes, error } = await readUntil(answer, 2_000_000 + Math.random() * 8_000_000, () => tell());
        return { id: answer.headers.get('x-tracebook-export') ?? '', bytes, error };
      });
      // When the first of them is so far; the others are somewhere.
      await isFar;
      await app.end('SIGKILL');
      const cut = await Promise.all(fetching);
      for (const { bytes, error } of cut) expect([error instanceof Error, rowsTold(bytes)]).toEqual([true, null]);
      expect(await sessionsLeft(at)).toBe(0);
      const killedAt = Date.now();
      app = await at.start({ env });
      for (const { id } of cut) {
        await expect.poll(() => stateOf(at, id), { timeout: 60_000, interval: 500 }).toBe('interrupted');
        expect(await begunOf(at, id)).toEqual(['export.begin']);
      }
      expect(Date.now() - killedAt).toBeLessThan(60_000);
    }
    await app.end('SIGTERM');
  },
  120_000 * kills + 60_000,
);

type At = Awaited<ReturnType<typeof installation>>;

/** Reads to the end, whatever that is, and says when so many bytes are there. */
async function readUntil(answer: Response, bytesBefore: number, tell: () => void): Promise<{ bytes: Buffer; error: unknown }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (answer.body ?? new ReadableStream<Uint8Array>()) as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bytesBefore) tell();
    }
    return { bytes: Buffer.concat(chunks), error: null };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
}

/** After five seconds at most. */
async function sessionsLeft(at: At): Promise<number> {
  for (const until = Date.now() + 5_000; ; await sleep(200)) {
    const [row] = await at.ask(
      (sql) => sql<{ left: number }[]>`select count(*)::int as left from pg_stat_activity where application_name = 'tracebook-exports'`,
    );
    if (row?.left === 0 || Date.now() > until) return row?.left ?? -1;
  }
}

async function stateOf(at: At, id: string): Promise<string | undefined> {
  const [row] = await at.ask((sql) => sql<{ state: string }[]>`select state from exports where id = ${id}`);
  return row?.state;
}

async function begunOf(at: At, id: string): Promise<string[]> {
  const found = await at.ask((sql) => sql<{ action: string }[]>`select action from admin_actions where subject_id = ${id} order by id`);
  return found.map(({ action }) => action);
}
