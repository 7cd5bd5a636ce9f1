import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';

let app: App;
let token: string;

const before = Array.from({ length: 2_300 }, (_, n) => ({
  event_id: `before-${n}`,
  // A hundred and thirty rows share one second, as in real feeds: the order needs more than the time.
  created_at: new Date(Date.UTC(2026, 9, 1) + Math.floor(n / 130) * 1_000).toISOString(),
  actor_id: `u_${n % 7}`,
  action: 'customer.update',
}));

beforeAll(async () => {
  app = await startApp();
  token = await app.makeToken({ scopes: ['audit:read', 'audit:write'], source: 'paging' });
  for (let from = 0; from < before.length; from += 500) await record(before.slice(from, from + 500));
});
afterAll(() => app?.stop());

describe.each(['desc', 'asc'] as const)('pages of a hundred, order %s, while rows are being inserted', (order) => {
  test('give every row that was there exactly once', async () => {
    let isWalking = true;
    const inserting = insertUntil(() => !isWalking, order);
    const seen = await walk(`limit=100&order=${order}`);
    isWalking = false;
    expect(await inserting).toBeGreaterThan(0);
    const counts = new Map<string, number>();
    for (const id of seen) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect([...counts].filter(([, times]) => times !== 1)).toEqual([]);
    expect(before.filter(({ event_id }) => !counts.has(event_id))).toEqual([]);
  });
});

test('going back from the last page gives the same pages in the opposite order', async () => {
  const forward = await pagesOf('q=action:customer.update&limit=100');
  const last = forward.at(-1);
  const back: string[][] = [];
  for (let cursor = last?.previous; cursor; ) {
    const page = await list(`q=action:customer.update&limit=100&before=${encodeURIComponent(cursor)}`);
    back.unshift(page.rows.map(({ event_id }) => event_id));
    cursor = page.previous;
  }
  expect(back).toEqual(forward.slice(0, -1).map(({ rows }) => rows.map(({ event_id }) => event_id)));
});

interface Listed {
  readonly rows: readonly { readonly event_id: string }[];
  readonly next: string | null;
  readonly previous: string | null;
}

async function walk(query: string): Promise<string[]> {
  return (await pagesOf(query)).flatMap(({ rows }) => rows.map(({ event_id }) => event_id));
}

async function pagesOf(query: string): Promise<Listed[]> {
  const pages = [await list(query)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await list(`${query}&after=${encodeURIComponent(next)}`));
  return pages;
}

async function list(query: string): Promise<Listed> {
  const answer = await fetch(`${app.baseUrl}/api/v1/actions?${query}`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Listed;
}

/** Newer ones, older ones, and some within the seconds that are being walked through. */
async function insertUntil(isOver: () => boolean, name: string): Promise<number> {
  let round = 0;
  for (; !isOver(); round += 1) {
    const times = [Date.UTC(2026, 9, 2), Date.UTC(2026, 8, 30), Date.UTC(2026, 9, 1) + (round % 18) * 1_000];
    await record(
      times.map((time, n) => ({
        event_id: `${name}-${round}-${n}`,
        created_at: new Date(time).toISOString(),
        actor_id: 'u_late',
        action: 'late',
      })),
    );
  }
  return round;
}

async function record(actions: readonly object[]): Promise<void> {
  const answer = await fetch(`${app.baseUrl}/api/v1/actions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(actions),
  });
  expect(answer.status).toBeLessThan(300);
}
