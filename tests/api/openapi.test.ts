import { readdirSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { storeError } from '@/tests/support/stored-errors';
import { storeProduct } from '@/tests/support/stored-product';

let app: App;
let token: string;
let description: Description;

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: unknown;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>>;
}

beforeAll(async () => {
  app = await startApp();
  token = await app.makeToken({
    scopes: [
      'audit:read',
      'audit:write',
      'audit:export',
      'logs:read',
      'logs:write',
      'issues:read',
      'issues:resolve',
      'usage:read',
      'usage:write',
      'settings:manage',
    ],
    source: 'described',
  });
  description = (await (await fetch(`${app.baseUrl}/api/v1/openapi.json`)).json()) as Description;
});
afterAll(() => app?.stop());

test('the description is OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone<object>(description) as Record<string, unknown>);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('every route of the API is described, and nothing that is not there', () => {
  const routes = readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/route.ts'))
    .map((path) => `/api/v1/${path.replace(/\/route\.ts$/, '').replace(/\[\.\.\.(\w+)\]/, '{$1}')}`);
  const described = Object.keys(description.paths).filter((path) => path.startsWith('/api/v1/'));
  expect(described.sort()).toEqual(routes.filter((path) => path !== '/api/v1/openapi.json').sort());
});

describe('answers are as described', () => {
  const action = {
    event_id: 'd-1',
    actor_id: 'u_1',
    action: 'customer.update',
    subject_type: 'customer',
    subject_id: 'c_1',
    metadata: { a: 1 },
  };

  beforeAll(() => call('POST', '/api/v1/actions', [action, { ...action, event_id: 'd-2', outcome: 'failure' }]));

  test.each([
    ['GET', '/api/v1/actions?limit=1', 200],
    ['GET', '/api/v1/actions/facets?by=actor', 200],
    ['GET', '/api/v1/actions/facets?by=day&tz=Asia/Tokyo', 200],
    ['GET', '/api/v1/subjects/history?type=customer&id=c_1', 200],
    ['GET', '/api/v1/session', 200],
    ['GET', '/api/v1/actions?after=forged', 400],
    ['GET', '/api/v1/actions/facets?by=password', 400],
    ['GET', '/api/v1/action?ref=described~999999', 404],
    ['POST', '/api/v1/actions', 400],
  ])('%s %s → %i', async (method, path, status) => {
    const answer = await call(method, path, method === 'POST' ? 'no action' : undefined);
    expect(answer.status).toBe(status);
    expectAsDescribed(method, path, answer);
  });

  test('one action, by the reference that the list gives', async () => {
    const { rows } = (await call('GET', '/api/v1/actions?limit=1')).body as { rows: { ref: string }[] };
    const path = `/api/v1/action?ref=${encodeURIComponent(rows[0]?.ref ?? '')}`;
    const answer = await call('GET', path);
    expect(answer.status).toBe(200);
    expectAsDescribed('GET', path, answer);
  });

  test('lines: sent, listed, counted, and one by the number that the list gives', async () => {
    const sent = await call(
      'POST',
      '/api/v1/logs',
      '{"msg":"a","request_id":"req-of-one-of-them","level":"error","service":"s","n":1.50,"password":"x"}\n{"msg":\n',
    );
    expect(sent.body).toMatchObject({ accepted: 1, rejected: 1, first: [{ position: 1, reason: 'not-json' }] });
    expectAsDescribed('POST', '/api/v1/logs', sent);
    expectAsDescribed('POST', '/api/v1/logs/vercel', await call('POST', '/api/v1/logs/vercel', [{ id: '1', timestamp: 1, message: 'v' }]));
    for (const path of [
      '/api/v1/logs?q=level:error',
      '/api/v1/logs/facets?by=service',
      '/api/v1/logs/facets?by=day',
      '/api/v1/logs?q=nokey:x',
    ]) {
      expectAsDescribed('GET', path, await call('GET', path));
    }
    for (const id of ['d-nothing', 'req-of-one-of-them'])
      expectAsDescribed('GET', '/api/v1/dossier', await call('GET', `/api/v1/dossier?id=${id}`));
    expectAsDescribed('GET', '/api/v1/dossier', await call('GET', '/api/v1/dossier'));
    const { rows } = (await call('GET', '/api/v1/logs?q=level:error')).body as { rows: { id: string }[] };
    const one = await call('GET', `/api/v1/line?id=${rows[0]?.id}`);
    expect(one.status).toBe(200);
    expectAsDescribed('GET', '/api/v1/line', one);
    expectAsDescribed('GET', '/api/v1/line', await call('GET', '/api/v1/line?id=999999'));
  });

  test('issues: listed, one by the name that the list gives, its events, and the dossier of its request', async () => {
    await storeError(app, { type: 'TypeError', message: 'x is undefined', org: 'org_1', request: 'req-that-broke' });
    const list = await call('GET', '/api/v1/issues?sort=users');
    const { rows } = list.body as { rows: { id: string }[] };
    expect(rows).toHaveLength(1);
    expectAsDescribed('GET', '/api/v1/issues', list);
    const dossier = await call('GET', '/api/v1/dossier?id=req-that-broke');
    expect(dossier.body).toMatchObject({ readings: { issues: { verdict: 'found' } }, moments: { rows: [{ error: { news: 'first' } }] } });
    expectAsDescribed('GET', '/api/v1/dossier', dossier);
    for (const path of [
      `/api/v1/issue?id=${rows[0]?.id}`,
      '/api/v1/issue?id=999999',
      '/api/v1/issues?q=nokey:x',
      '/api/v1/issues/events?q=request:req-that-broke',
      '/api/v1/issues/events?limit=5000',
    ]) {
      expectAsDescribed('GET', path, await call('GET', path));
    }
  });

  test('issues that are settled, and what is no status', async () => {
    const id = await storeError(app, { type: 'Odd', message: 'to be resolved', org: 'org_1' });
    const path = '/api/v1/issue/status';
    const settled = await call('POST', path, { id, status: 'resolved' });
    expect(settled).toMatchObject({ status: 200, body: { id, status: 'resolved' } });
    expectAsDescribed('POST', path, settled);
    expect((await call('GET', `/api/v1/issue?id=${id}`)).body).toMatchObject({ status: 'resolved', substatus: null });
    for (const [body, status] of [
      [{ id: '999999', status: 'resolved' }, 404],
      [{ id, status: 'gone' }, 400],
      ['{', 400],
    ] as const) {
      const answer = await call('POST', path, body);
      expect(answer.status).toBe(status);
      expectAsDescribed('POST', path, answer);
    }
    const [recorded] = await app.sql`select action, subject_id, subject_label, metadata from admin_actions where action like 'issue.%'`;
    expect(recorded).toEqual({
      action: 'issue.resolved',
      subject_id: id,
      subject_label: 'Odd: to be resolved',
      metadata: { before: { status: 'unresolved' }, after: { status: 'resolved' } },
    });
  });

  test('changes to code, told twice and told wrong, and reading from a PostHog that is not there', async () => {
    const row = { feature: 'checkout', month: '2026-10', commits: 3, authors: 2, added: 40, removed: 10 };
    const report = { project: 'shop', since: '2026-09', rows: [row] };
    for (const given of [report, report, { ...report, rows: [] }]) {
      const answer = await call('POST', '/api/v1/usage/churn', given);
      expect(answer).toMatchObject({ status: 200, body: { project: 'shop', since: '2026-09', features: given.rows.length } });
      expectAsDescribed('POST', '/api/v1/usage/churn', answer);
      expect(await app.sql`select feature, commits from feature_churn`).toHaveLength(given.rows.length);
    }
    for (const given of [
      'no JSON',
      { ...report, since: '2026-13' },
      { ...report, rows: [{ ...row, added: -1 }] },
      { ...report, more: 1 },
    ]) {
      const answer = await call('POST', '/api/v1/usage/churn', given);
      expect(answer.status).toBe(400);
      expectAsDescribed('POST', '/api/v1/usage/churn', answer);
    }
    const sync = await call('POST', '/api/v1/usage/sync', '');
    expect(sync.status).toBe(501);
    expectAsDescribed('POST', '/api/v1/usage/sync', sync);
  });

  test('the ledger, one feature and surfaces', async () => {
    await storeProduct(app);
    for (const path of ['/api/v1/usage/features', '/api/v1/usage/feature?name=checkout', '/api/v1/usage/surfaces?feature=checkout']) {
      const answer = await call('GET', path);
      expect(answer.status).toBe(200);
      expectAsDescribed('GET', path, answer);
    }
  });

  test('exports: one, all of them, and their files', async () => {
    const file = await fetch(`${app.baseUrl}/api/v1/actions/export?format=jsonl`, { headers: { authorization: `Bearer ${token}` } });
    const id = file.headers.get('x-tracebook-export');
    expect((await file.text()).includes('"end"')).toBe(true);
    for (const path of [
      `/api/v1/export?id=${id}`,
      '/api/v1/export?id=x_nothing',
      '/api/v1/exports',
      '/api/v1/export/file?id=x_nothing',
      '/api/v1/actions/export?format=xlsx',
    ]) {
      expectAsDescribed('GET', path, await call('GET', path));
    }
  });

  test('recording: created, repeated, conflict and rejected rows', async () => {
    const answer = await call('POST', '/api/v1/actions', [
      action,
      { ...action, action: 'customer.delete' },
      { ...action, event_id: 'd-3' },
      { actor_id: 'u_1' },
    ]);
    expectAsDescribed('POST', '/api/v1/actions', answer);
  });

  test('a stranger is refused as described', async () => {
    const answer = await call('GET', '/api/v1/actions', undefined, '');
    expect(answer.status).toBe(401);
    expectAsDescribed('GET', '/api/v1/actions', answer);
  });
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

async function call(method: string, path: string, body?: unknown, bearer = token): Promise<Answer> {
  const answer = await fetch(`${app.baseUrl}${path}`, {
    method,
    headers: {
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, type: answer.headers.get('content-type')?.split(';')[0] ?? '', body: await answer.json() };
}

function expectAsDescribed(method: string, path: string, { status, type, body }: Answer): void {
  const operation = description.paths[path.split('?')[0] ?? '']?.[method.toLowerCase()];
  const response = operation?.responses[String(status)] ?? operation?.responses.default;
  const schema = response?.content?.[type]?.schema;
  expect(schema, `${method} ${path} does not describe ${status} ${type}`).toBeDefined();
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  // The whole document under one id, so that `#/components/…` finds its way.
  const validate = ajv.compile({ ...schema, components: description.components });
  expect(validate(body) ? [] : validate.errors).toEqual([]);
}
