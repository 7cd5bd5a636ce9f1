import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';

const orgs = ['org_1', 'org_2', 'org_3'];
const each = 50;

/** Every way to ask for one thing by its name; `n` counts the things of an organisation, `ref` is the one action on it. */
const addresses: readonly ((org: string, n: string, ref: string) => string)[] = [
  (_org, _n, ref) => `/api/v1/action?ref=${ref}`,
  (org, n) => `/api/v1/subjects/history?type=customer&id=c_${org}_${n}`,
  (org, n) => `/api/v1/actions?q=subject:customer/c_${org}_${n}`,
  (org, n) => `/api/v1/actions?q=actor:u_${org}_${n}`,
  (org, n) => `/api/v1/actions?q=request:r_${org}_${n}`,
  (org, n) => `/api/v1/actions?q=org:${org}+meta.note:secret_${org}_${n}`,
  (org, n) => `/api/v1/actions?q=secret_${org}_${n}&order=asc`,
  (org, n) => `/api/v1/actions/facets?by=actor&q=org:${org}+subject:customer/c_${org}_${n}`,
  (org, n) => `/api/v1/actions/facets?by=meta.note&q=request:r_${org}_${n}`,
  (_org, _n, ref) => `/audit/action?ref=${ref}`,
  (org, n) => `/audit/subject?type=customer&id=c_${org}_${n}`,
  (org, n) => `/audit/actor?id=u_${org}_${n}`,
];

let app: App;

beforeAll(async () => {
  app = await startApp();
  for (const org of orgs) {
    await app.sql`
      insert into admin_actions (source, event_id, created_at, actor_id, action, subject_type, subject_id, org_id, request_id, metadata)
      select 'app', 'e_' || ${org} || '_' || n, now(), 'u_' || ${org} || '_' || n, 'customer.update', 'customer', 'c_' || ${org} || '_' || n,
        ${org}, 'r_' || ${org} || '_' || n, jsonb_build_object('note', 'secret_' || ${org} || '_' || n)
      from generate_series(1, ${each}) n order by n`;
  }
});
afterAll(() => app?.stop());

test.each(orgs)('what is there in another organisation looks to %s like what is nowhere', async (mine) => {
  const cookie = (await app.makeUser('compliance', [mine])).cookie;
  const theirs = orgs[(orgs.indexOf(mine) + 1) % orgs.length] ?? '';
  const refs = await refsOf(theirs);
  expect(refs).toHaveLength(each);
  // Positive control: the same addresses do show what is one's own.
  const own = await refsOf(mine);
  for (const address of addresses) expect((await ask(address(mine, '1', own[0] ?? ''), cookie)).body).toContain(`${mine}_1`);

  for (const address of addresses) {
    const nowhere = await ask(address(theirs, '0', 'app~9999'), cookie);
    const answers = await Promise.all(refs.map((ref, index) => ask(address(theirs, `${index + 1}`, ref), cookie)));
    for (const [index, answer] of answers.entries()) {
      const about = address(theirs, `${index + 1}`, refs[index] ?? '');
      expect([about, answer.status]).toEqual([about, nowhere.status]);
      if (about.startsWith('/api/')) expect([about, anonymous(answer.body)]).toEqual([about, anonymous(nowhere.body)]);
      else expect([about, answer.body.includes(`secret_${theirs}`)]).toEqual([about, false]);
    }
  }
});

describeWithShared('another organisation by parameter', 'contracts/hostile-inputs.json', (file) => {
  const inputs = [...hostileInputs(file, 'url.param')].filter((input) => input.class === 'idor');

  test.each(inputs.map((input) => [input.id, input.text]))('%s %s', async (_id, text) => {
    const cookie = (await app.makeUser('compliance', ['org_1'])).cookie;
    const query = text.startsWith('?') ? text.slice(1) : `org_id=${encodeURIComponent(text)}&org=${encodeURIComponent(text)}`;
    for (const path of [`/api/v1/actions?${query}`, `/api/v1/actions?q=org:${encodeURIComponent(text)}`, `/audit?${query}`]) {
      const { status, body } = await ask(path, cookie);
      expect([path, status < 500]).toEqual([path, true]);
      expect([path, /secret_org_[23]|c_org_[23]/.test(body)]).toEqual([path, false]);
    }
  });
});

async function refsOf(org: string): Promise<string[]> {
  const rows = await app.sql`select id from admin_actions where org_id = ${org} order by id`;
  return rows.map(({ id }) => `app~${id}`);
}

async function ask(path: string, cookie: string): Promise<{ status: number; body: string }> {
  const answer = await fetch(app.baseUrl + path, { headers: { cookie, 'x-request-id': 'same' }, redirect: 'manual' });
  return { status: answer.status, body: await answer.text() };
}

/** Without what was asked for, which an answer may repeat. */
function anonymous(body: string): string {
  return body.replace(/org_\d(_\d+)?/g, 'org').replace(/"(since|as_of)":"[^"]*"/g, '');
}
