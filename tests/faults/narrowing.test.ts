import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';

const timeoutMs = 700;
const tooWide = /has to look at every action\. Add a time to look between, such as created:2026-10, or an actor, a subject or a request\./;
const tooLong = /This search took too long and was stopped\. Narrow it down: add a time such as created:2026-10, or an ID\./;

let app: App;
let cookie: string;

beforeAll(async () => {
  app = await startApp({ databaseSettings: { statement_timeout: String(timeoutMs) } });
  cookie = (await app.makeUser('support')).cookie;
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action, subject_type, subject_id, metadata)
    values ('app', 'only', '2026-10-03T12:00:00Z', 'u_1', 'customer.update', 'customer', 'c_1', '{"seats": 4}')`;
});
afterAll(() => app?.stop());

const wide = encodeURIComponent('meta.seats:>3');

describe('a question that no index answers, on a large table', () => {
  beforeAll(async () => {
    await app.sql`update pg_class set reltuples = 1000000 where oid = 'admin_actions'::regclass`;
  });

  test.each([`actions?q=${wide}`, `actions/facets?by=actor&q=${wide}`])('/api/v1/%s is answered by a problem', async (path) => {
    await expectProblem(`/api/v1/${path}`, tooWide);
  });

  test('/audit says what to add, in the place of the rows', async () => {
    await expectSentence(`/audit?q=${wide}`, tooWide);
  });

  test.each([
    `/audit?q=${wide}+created:2026-10`,
    `/audit/actor?id=u_1&q=${wide}`,
    `/audit/subject?type=customer&q=${wide}+created:2026-10`,
  ])('%s is narrow enough', async (path) => {
    const { status, text } = await ask(path);
    expect(status).toBe(200);
    expect(text).toContain('customer.update');
    expect(text).not.toMatch(tooWide);
  });
});

describe('a question that takes too long', () => {
  test('is answered by a problem as soon as the time is over', async () => {
    const paths = ['actions?q=actor:u_1&', 'actions/facets?by=day&', 'subjects/history?type=customer&id=c_1&'];
    const start = performance.now();
    await whileNothingMoves(() => Promise.all(paths.map((path) => expectProblem(`/api/v1/${path}data=real`, tooLong))));
    expect(performance.now() - start).toBeLessThan(timeoutMs + 1_000);
  });

  test('leaves a page that says so, and what to do', async () => {
    await whileNothingMoves(() =>
      Promise.all(['?', '/subject?type=customer&id=c_1&'].map((path) => expectSentence(`/audit${path}data=real`, tooLong))),
    );
  });

  test('keeps nobody waiting who asks afterwards', async () => {
    await whileNothingMoves(() => Promise.all(Array.from({ length: 6 }, () => expectProblem('/api/v1/actions?data=real', tooLong))));
    const start = performance.now();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask('/api/v1/actions?data=real')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(performance.now() - start).toBeLessThan(timeoutMs + 1_000);
  });
});

async function expectProblem(path: string, detail: RegExp): Promise<void> {
  const { status, type, text } = await ask(path);
  expect([status, type]).toEqual([400, 'application/problem+json']);
  expect(JSON.parse(text)).toMatchObject({
    type: 'urn:tracebook:problem:needs-narrowing',
    status: 400,
    detail: expect.stringMatching(detail),
    request_id: expect.stringMatching(/\S/),
  });
}

/** A page like any other, with its search box, and not the one for errors. */
async function expectSentence(path: string, sentence: RegExp): Promise<void> {
  const { status, text } = await ask(path);
  expect(status).toBe(200);
  expect(text).toMatch(sentence);
  expect(text).toMatch(/<input[^>]* name="q"/);
  expect(text).not.toContain('Something went wrong');
}

async function ask(path: string): Promise<{ status: number; type: string | null; text: string }> {
  const answer = await fetch(`${app.baseUrl}${path}`, { headers: { cookie }, redirect: 'manual' });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

/** As long as this lasts no statement on actions comes to its end. */
function whileNothingMoves(run: () => Promise<unknown>): Promise<unknown> {
  return app.sql.begin(async (tx) => {
    await tx`lock table admin_actions in access exclusive mode`;
    await run();
  });
}
