import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';

/** What a browser gets that loads a page, and what others get (docs/decisions/0028). */
let app: App;
let cookie: string;

beforeAll(async () => {
  app = await startApp();
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action)
    select 'web', n::text, now() - n * interval '1 hour', 'person_' || n, 'plan.unheard_of' from generate_series(1, 30) n`;
  ({ cookie } = await app.makeUser('support'));
});
afterAll(() => app.stop());

/** As a browser asks: `fetch` would unpack the answer. */
function load(path: string, headers: Record<string, string>): Promise<{ encoding: string | undefined; bytes: Buffer }> {
  return new Promise((done, fail) => {
    get(`${app.baseUrl}${path}`, { headers: { cookie, ...headers } }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      done({ encoding: answer.headers['content-encoding'], bytes: Buffer.concat(chunks) });
    }).on('error', fail);
  });
}

const actorsIn = (text: string) => new Set(text.match(/\bperson_\d+\b/g));
const scriptsOf = (html: string) => [...html.matchAll(/<script\b[^>]*>(.*?)<\/script>/gs)].map(([, inside]) => inside).join('');
const withoutScripts = (html: string) => html.replace(/<script\b[^>]*>.*?<\/script>/gs, '');

test('a browser that loads a page gets its rows in the page, and not a second time in the data', async () => {
  const html = (await load('/audit', { 'sec-fetch-dest': 'document' })).bytes.toString();
  expect(actorsIn(withoutScripts(html)).size).toBe(30);
  expect(actorsIn(scriptsOf(html)).size).toBe(0);
});

test('whoever does not say so gets them in both', async () => {
  const html = (await load('/audit', {})).bytes.toString();
  expect(actorsIn(withoutScripts(html)).size).toBe(30);
  expect(actorsIn(scriptsOf(html)).size).toBe(30);
});

test('data alone hold the rows', async () => {
  const data = await (await fetch(`${app.baseUrl}/audit`, { headers: { cookie, rsc: '1' } })).text();
  expect(actorsIn(data).size).toBe(30);
});

test('pages asked for at once hold their own rows', async () => {
  const pages = Array.from({ length: 20 }, (_, n) => n + 1);
  const told = await Promise.all(pages.map((n) => load(`/audit?q=actor:person_${n}`, { 'sec-fetch-dest': 'document' })));
  const tables = told.map(({ bytes }) => /<table.*<\/table>/s.exec(withoutScripts(bytes.toString()))?.[0] ?? '');
  expect(tables.map((table) => [...actorsIn(table)])).toEqual(pages.map((n) => [`person_${n}`]));
});

test.each([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const)('pages are compressed by %s', async (encoding, unpacked) => {
  const answer = await load('/audit', { 'accept-encoding': encoding });
  expect(answer.encoding).toBe(encoding);
  expect(actorsIn(unpacked(answer.bytes).toString()).size).toBe(30);
});
