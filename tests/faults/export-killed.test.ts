import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fillForExports, rowsTold } from '@/tests/support/export-rows';
import { installation } from '@/tests/support/installation';

const rounds = process.env.TRACEBOOK_FAULTS === 'all' ? 30 : 2;
const rows = 50_000;

/** R3: a file that a killed app was sending is an error for whoever fetched it, and interrupted in the register. */
test(
  `an app that is killed in ${rounds} exports leaves none that passes for whole`,
  async () => {
    const at = await installation();
    let app = await at.start();
    const token = (await at.command(['token', 'create', '--quiet', '--name', 'faults', '--scopes', 'audit:read,audit:export'])).trim();
    await at.ask((sql) => fillForExports(sql, rows));
    for (let round = 1; round <= rounds; round += 1) {
      const answer = await fetch(`${at.baseUrl}/api/v1/actions/export?format=${round % 2 ? 'csv' : 'jsonl'}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const id = answer.headers.get('x-tracebook-export') ?? '';
      const { bytes, error } = await readUntil(answer, Math.random() * 12_000_000, () => app.end('SIGKILL'));
      expect([error instanceof Error, rowsTold(bytes)]).toEqual([true, null]);
      expect(await sessionsLeft(at)).toBe(0);
      const killedAt = Date.now();
      app = await at.start();
      await expect.poll(() => stateOf(at, id), { timeout: 60_000, interval: 500 }).toBe('interrupted');
      expect(Date.now() - killedAt).toBeLessThan(60_000);
      expect(await begunOf(at, id)).toEqual(['export.begin']);
    }
    await app.end('SIGTERM');
  },
  120_000 * rounds,
);

type At = Awaited<ReturnType<typeof installation>>;

/** Reads, does what is told when so many bytes are there, and reads on to the end, whatever that is. */
async function readUntil(answer: Response, bytesBefore: number, act: () => Promise<unknown>): Promise<{ bytes: Buffer; error: unknown }> {
  const chunks: Uint8Array[] = [];
  let [size, acting] = [0, null as Promise<unknown> | null];
  try {
    for await (const chunk of (answer.body ?? new ReadableStream<Uint8Array>()) as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (acting === null && size >= bytesBefore) acting = act();
    }
    return { bytes: Buffer.concat(chunks), error: null };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  } finally {
    await acting;
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
