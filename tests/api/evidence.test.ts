import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isIncluded, openNote, parseCheckpoint, parseTlogProof, signerKey } from '@/lib/tlog';
import { type App, startApp } from '@/tests/support/app';

/** The built app seals by itself; whoever may asks it for proofs. */
const seed = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
let app: App;
let token: string;

beforeAll(async () => {
  app = await startApp({ env: { SEAL_KEY: seed.toString('base64'), SEAL_PUBLISH_FOLDER: folder } });
  token = await app.makeToken({
    scopes: ['audit:read', 'audit:write', 'evidence:read', 'evidence:verify', 'metrics:read'],
    source: 'billing',
  });
});
afterAll(() => app?.stop());

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${app.baseUrl}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
  });

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + 50_000; Date.now() < deadline; ) {
    const seen = await look();
    if (seen !== null) return seen;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('It did not come to be in time.');
}

test('an action has a leaf within seconds, and the leaf a proof that anybody can check', async () => {
  const actions = Array.from({ length: 20 }, (_, n) => ({ event_id: `e_${n}`, action: 'customer.update', org_id: 'org_a' }));
  const sent = (await (await ask('/api/v1/actions', { method: 'POST', body: JSON.stringify(actions) })).json()) as {
    rows: { ref: string }[];
  };
  const ref = sent.rows[7]?.ref ?? '';
  const action = await until(async () => {
    const read = (await (await ask(`/api/v1/action?ref=${ref}`)).json()) as { leaf: number | null };
    return read.leaf === null ? null : { leaf: read.leaf };
  });
  const key = signerKey(`${new URL(app.baseUrl).host}/audit`, seed);
  const text = await until(async () => {
    const answer = await ask(`/api/v1/proof?leaf=${action.leaf}`);
    return answer.status === 200 ? answer.text() : null;
  });
  const proof = parseTlogProof(text);
  const opened = openNote(proof?.checkpoint ?? '', [key]);
  const head = opened.state === 'signed' && parseCheckpoint(opened.note.text);
  const [leaf] = await app.sql<{ hash: Buffer }[]>`select hash from seal_leaves where "index" = ${action.leaf}`;
  if (!proof || !head || !leaf) throw new Error(`There is no proof: ${text}`);
  expect(isIncluded({ index: action.leaf, size: head.size, leaf: leaf.hash, root: head.root }, proof.hashes)).toBe(true);
  const checkpoint = await (await ask('/api/v1/checkpoint')).text();
  expect(openNote(checkpoint, [key]).state).toBe('signed');
  const published = await until(async () =>
    existsSync(join(folder, 'checkpoint')) ? readFileSync(join(folder, 'checkpoint'), 'utf8') : null,
  );
  expect(openNote(published, [key]).state).toBe('signed');
  const tile = await ask('/api/v1/tile/0/000.p/5');
  expect([tile.headers.get('content-type'), (await tile.arrayBuffer()).byteLength]).toEqual(['application/octet-stream', 160]);
  expect(await (await ask('/api/v1/consistency?from=1')).text()).toMatch(/^([A-Za-z0-9+/]{43}=\n)+$/);
  for (const path of [
    '/api/v1/proof',
    '/api/v1/proof?leaf=-1',
    '/api/v1/proof?leaf=1e3',
    '/api/v1/consistency',
    '/api/v1/consistency?from=01',
  ])
    expect((await ask(path)).status).toBe(400);
  for (const path of ['/api/v1/proof?leaf=999999', '/api/v1/tile/0/999', '/api/v1/tile/entries/000', '/api/v1/tile/0/..%2f..%2fetc'])
    expect((await ask(path)).status).toBe(404);
});

test('verification is begun by a call, named in the log, and finds what was changed', async () => {
  const verify = async () => {
    const begun = await ask('/api/v1/verifications', { method: 'POST' });
    expect(begun.status).toBe(202);
    const { id } = (await begun.json()) as { id: string };
    return until(async () => {
      const run = (await (await ask(`/api/v1/verification?id=${id}`)).json()) as {
        outcome: string | null;
        found: { key: string; fields: string[] }[];
      };
      return run.outcome === null ? null : run;
    });
  };
  expect(await verify()).toMatchObject({ outcome: 'as-sealed', findings: 0, found: [] });
  const [row] = await app.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    return tx<{ id: string }[]>`update admin_actions set org_id = 'org_z' where event_id = 'e_3' returning id::text`;
  });
  expect(await verify()).toMatchObject({ outcome: 'differs', found: [{ kind: 'changed', key: row?.id, fields: ['org_id'] }] });
  const own = await app.sql`select action, outcome, actor_type from admin_actions where action like 'evidence.%' order by id`;
  expect(own.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['evidence.verify', 'unknown'],
    ['evidence.verified', 'success'],
    ['evidence.verify', 'unknown'],
    ['evidence.verified', 'failure'],
  ]);
});

test('who sees a part of it is told what happened, and not to whom', async () => {
  const narrow = await app.makeToken({ scopes: ['evidence:read'], orgs: ['org_b'] });
  const read = (await (
    await fetch(`${app.baseUrl}/api/v1/verification?id=2`, { headers: { authorization: `Bearer ${narrow}` } })
  ).json()) as object;
  expect(read).toMatchObject({ outcome: 'differs', found: [{ kind: 'changed', key: null, leaf: null }] });
});

test('the pages say until when everything is sealed, and that a row is not what it was', async () => {
  const { cookie } = await app.makeUser('compliance');
  const page = async (path: string) => (await fetch(`${app.baseUrl}${path}`, { headers: { cookie } })).text();
  const evidence = await page('/evidence');
  expect(evidence).toMatch(/Sealed until \d{4}/);
  expect(evidence).toContain('Verify now');
  expect(evidence.toLowerCase()).not.toContain('tamper-proof');
  expect(await page('/')).toContain('Sealed until');
  const [row] = await app.sql<{ id: string }[]>`select id::text from admin_actions where event_id = 'e_3'`;
  expect(await page(`/audit/action?ref=billing~${row?.id}`)).toContain('It is not what was sealed: org_id.');
  expect(await page('/audit/action?ref=billing~1')).toContain('Yes, every field, just now');
  expect(await page('/evidence/verification?id=2')).toContain(`/audit/action?ref=billing~${row?.id}`);
});

test('the metrics tell how sealing stands', async () => {
  const text = await (await ask('/api/metrics')).text();
  expect(text).toMatch(/^tracebook_seal_leaves \d+$/m);
  expect(text).toMatch(/^tracebook_seal_failing 0$/m);
  expect(text).toMatch(/^tracebook_seal_place_failing\{place="folder"\} 0$/m);
});

test('a person verifies by the button', async () => {
  const { cookie } = await app.makeUser('compliance');
  const answer = await fetch(`${app.baseUrl}/api/evidence/verify`, {
    method: 'POST',
    headers: { cookie, origin: app.baseUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'form=verify',
    redirect: 'manual',
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringContaining('/evidence')]);
  expect(await app.sql`select kind, asked_by from seal_verifications order by id desc limit 1`).toMatchObject([{ kind: 'whole' }]);
});
