import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation';

/** Producers that post one batch after the other, whatever happens, and remember which were acknowledged: one at least. */
export interface Writers {
  /** Ids of actions or lines whose batch was answered as stored. */
  readonly acknowledged: ReadonlySet<string>;
  /** Answers other than success, as `status` or the network's code, counted. */
  readonly failures: ReadonlyMap<string, number>;
  /** Ends when the batches that are on their way are answered or cut. */
  stop(): Promise<void>;
}

const batchSize = 20;

export async function writerToken(at: Installation): Promise<string> {
  const scope = ['--scopes', 'audit:write,logs:write', '--source', 'faults'];
  return (await at.command(['token', 'create', '--quiet', '--name', 'faults', ...scope])).trim();
}

type Post = (baseUrl: string, token: string, ids: readonly string[]) => Promise<string>;

export async function startWriters(at: Installation, token: string, count = 4, send: Post = postActions): Promise<Writers> {
  const acknowledged = new Set<string>();
  const failures = new Map<string, number>();
  const run = Math.random().toString(36).slice(2);
  let goesOn = true;
  async function write(writer: number): Promise<void> {
    for (let n = 0; goesOn; n += 1) {
      const ids = Array.from({ length: batchSize }, (_, index) => `${run}-${writer}-${n}-${index}`);
      const outcome = await send(at.baseUrl, token, ids);
      if (outcome === 'stored') for (const id of ids) acknowledged.add(id);
      else {
        failures.set(outcome, (failures.get(outcome) ?? 0) + 1);
        await sleep(20);
      }
    }
  }
  const writing = Promise.all(Array.from({ length: count }, (_, writer) => write(writer)));
  // What comes before the first acknowledgement could lose nothing.
  while (acknowledged.size === 0) await sleep(10);
  return {
    acknowledged,
    failures,
    stop: async () => {
      goesOn = false;
      await writing;
    },
  };
}

/** Which of the acknowledged actions the table does not have: none, if what is said is true. */
export function lostOf(at: Installation, { acknowledged }: Writers): Promise<string[]> {
  return at.ask(async (sql) => {
    const rows = await sql<{ event_id: string }[]>`select event_id from admin_actions where source = 'faults'`;
    const stored = new Set(rows.map(({ event_id }) => event_id));
    if (rows.length !== stored.size) throw new Error('An action is stored twice.');
    return [...acknowledged].filter((id) => !stored.has(id));
  });
}

/** The same of lines, each of which is told apart by its request. */
export function lostLinesOf(at: Installation, { acknowledged }: Writers): Promise<string[]> {
  return at.ask(async (sql) => {
    const rows = await sql<{ request_id: string }[]>`select request_id from log_lines where source = 'faults'`;
    const stored = new Set(rows.map(({ request_id }) => request_id));
    return [...acknowledged].filter((id) => !stored.has(id));
  });
}

/** @returns `stored`, the status of another answer, or the network's code */
export function postActions(baseUrl: string, token: string, ids: readonly string[]): Promise<string> {
  const body = JSON.stringify(ids.map((event_id) => ({ event_id, action: 'fault.tried', actor_id: 'writer' })));
  return post(`${baseUrl}/api/v1/actions`, token, body);
}

export function postLines(baseUrl: string, token: string, ids: readonly string[]): Promise<string> {
  const body = ids.map((request_id) => JSON.stringify({ level: 30, time: Date.now(), msg: 'fault tried', request_id })).join('\n');
  return post(`${baseUrl}/api/v1/logs`, token, body);
}

async function post(url: string, token: string, body: string): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(35_000),
    });
    await response.arrayBuffer();
    return response.ok ? 'stored' : String(response.status);
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? name;
  }
}
