import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { buildWithoutProxy, builtRoutes, serverActions } from '@/tests/support/build';
import { type RawAnswer, rawRequest } from '@/tests/support/raw-request';
import { storeError } from '@/tests/support/stored-errors';
import { bypasses } from './bypasses';
import { type Identity, identities, internal, type Method, type Rule, routes, signInPage } from './route-table';

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

test('every route of the build is declared, and every declared route is built', () => {
  const declared = [...Object.keys(routes), signInPage, ...internal];
  expect(builtRoutes()).toEqual(declared.sort());
});

/** What has an address of its own in a browser; the others answer programs, SDKs among them, which know their paths by heart. */
const isPage = (path: string) => !/^\/(api|v1|batch|capture|e|i|flags|decide|array|r)(\/|$)/.test(path);

test('the build holds no function that a browser could call by name', () => {
  expect(serverActions()).toEqual([]);
});

describe.each(['with proxy.ts', 'with proxy.ts deleted'])('%s', (variant) => {
  let app: App;
  let cookies: Record<Identity, string>;
  let build: ReturnType<typeof buildWithoutProxy> | undefined;
  const hasProxy = variant === 'with proxy.ts';

  beforeAll(async () => {
    if (!hasProxy) build = buildWithoutProxy();
    app = await startApp(build ?? {});
    cookies = await peopleIn(app);
  });
  afterAll(async () => {
    await app?.stop();
    build?.remove();
  });

  test('this is the build that it says it is', async () => {
    const { headers } = await ask(signInPage, 'GET', 'anonymous');
    expect(String(headers['content-security-policy']).includes("'nonce-")).toBe(hasProxy);
  });

  describe.each(Object.entries(routes))('%s', (path, declared) => {
    test.each(methods)('%s', async (method) => {
      const rule = declared[method];
      for (const identity of identities) {
        const answer = await ask(path, method, identity);
        const { status } = answer;
        const about = `${method} ${path} by ${identity}`;
        if (rule) expect([about, answerOf(rule, answer)]).toEqual([about, expected(rule, identity)]);
        else if (!isPage(path)) expect([about, status]).toEqual([about, 405]);
        // Next renders a page whatever the method; what it shows must be what GET shows.
        else if (declared.GET?.kind === 'page' && !declared.GET.for.includes(identity))
          expect([about, status === 200]).toEqual([about, false]);
        else expect(about && [200, 303, 307, 404, 405]).toContain(status);
      }
    });
  });

  test('the sign-in page is for strangers, and sends the others on', async () => {
    for (const identity of identities) {
      const { status } = await ask(signInPage, 'GET', identity);
      expect([identity, status]).toEqual([identity, identity === 'anonymous' ? 200 : 307]);
    }
  });

  test('what one organisation has stays hidden from another, and from strangers, on every route', async () => {
    for (const path of ['/settings/people', '/audit', '/audit/action', '/api/v1/actions', '/api/v1/actions/facets']) {
      const seen = await ask(path, 'GET', 'admin');
      expect([path, seen.body.includes('CANARY')]).toEqual([path, true]);
    }
    for (const path of Object.keys(routes)) {
      for (const identity of ['anonymous', 'compliance of org_b'] as const) {
        const { body } = await ask(path, 'GET', identity);
        expect([path, identity, body.includes('CANARY')]).toEqual([path, identity, false]);
      }
    }
  });

  test('no header, no odd address and no way around a page gets more than the plain request', { timeout: 120_000 }, async () => {
    const guarded = Object.entries(routes).filter(([, { GET }]) => GET?.kind === 'page' || GET?.kind === 'api');
    for (const [path, { GET }] of guarded) {
      const query = GET?.kind === 'page' || GET?.kind === 'api' ? (GET.query ?? '') : '';
      for (const { path: odd = path, headers } of bypasses(path)) {
        const answer = await rawRequest(app.baseUrl, { path: `${odd}${odd.includes('?') ? '' : query}`, headers });
        const about = `${odd} ${JSON.stringify(headers)}`;
        expect([about, answer.status < 500, answer.body.includes('CANARY')]).toEqual([about, true, false]);
        expect([about, isRefusal(answer)]).toEqual([about, true]);
      }
    }
  });

  test('a call of a function by name runs nothing', async () => {
    for (const path of Object.keys(routes).filter((name) => !name.includes('['))) {
      for (const contentType of ['text/plain;charset=UTF-8', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
        const headers = { 'next-action': '0'.repeat(42), 'content-type': contentType, origin: app.baseUrl };
        const answer = await rawRequest(app.baseUrl, { path, method: 'POST', headers, body: '[]' });
        expect([path, contentType, answer.status < 500, answer.body.includes('CANARY')]).toEqual([path, contentType, true, false]);
      }
    }
  });

  test('images are not optimised', async () => {
    const { status } = await rawRequest(app.baseUrl, { path: '/_next/image?url=%2Fapi%2Fv1%2Fsession&w=64&q=75' });
    expect([400, 404]).toContain(status);
  });

  test('every answer carries the headers that hold a browser back', async () => {
    for (const path of [...Object.keys(routes), signInPage, '/nowhere', '/api/nowhere']) {
      for (const identity of ['anonymous', 'admin'] as const) {
        const { headers } = await ask(path, 'GET', identity);
        expect([path, headers]).toMatchObject([
          path,
          {
            'x-content-type-options': 'nosniff',
            'x-frame-options': 'DENY',
            'referrer-policy': 'no-referrer',
            'cross-origin-opener-policy': 'same-origin',
          },
        ]);
        expect([path, headers['x-powered-by']]).toEqual([path, undefined]);
      }
    }
  });

  test('every answer carries one policy, since a browser would hold to each of several', async () => {
    for (const path of [...Object.keys(routes), signInPage, '/nowhere', '/api/nowhere', '/_next/static/nowhere']) {
      for (const identity of ['anonymous', 'support', 'admin'] as const) {
        const { allHeaders, status } = await ask(path, 'GET', identity);
        expect([path, identity, status, allHeaders['content-security-policy']?.length]).toEqual([path, identity, status, 1]);
      }
    }
  });

  test('no page may be framed, load from elsewhere, send its forms elsewhere or move its base', async () => {
    for (const path of [...Object.keys(routes).filter(isPage), signInPage, '/nowhere']) {
      for (const identity of ['anonymous', 'support', 'admin'] as const) {
        const { headers } = await ask(path, 'GET', identity);
        const policy = directivesOf(String(headers['content-security-policy']));
        expect([path, policy]).toMatchObject([
          path,
          {
            'default-src': ["'self'"],
            'img-src': ["'self'", 'data:'],
            'object-src': ["'none'"],
            'base-uri': ["'none'"],
            'form-action': ["'self'"],
            'frame-ancestors': ["'none'"],
          },
        ]);
        // Next's own inline scripts need the one or the other, and nothing else may run.
        const inline = hasProxy ? [expect.stringMatching(/^'nonce-[\w+/]{22}==?'$/), "'strict-dynamic'"] : ["'unsafe-inline'"];
        expect([path, policy['script-src']]).toEqual([path, ["'self'", ...inline]]);
        expect(policy['style-src']).not.toContain("'unsafe-inline'");
      }
    }
  });

  test('the API may load nothing', async () => {
    const { headers } = await ask('/api/v1/actions', 'GET', 'admin');
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  // Without the proxy nothing makes a nonce.
  if (hasProxy)
    test('pages allow only scripts with their own nonce, and are kept out of caches', async () => {
      const nonces = new Set<string>();
      const pages = [...Object.keys(routes).filter(isPage), signInPage];
      for (const path of pages) {
        const { headers, body } = await ask(path, 'GET', 'admin');
        const policy = String(headers['content-security-policy']);
        const [, nonce = ''] = /script-src 'self' 'nonce-([A-Za-z0-9+/=]{24})' 'strict-dynamic'/.exec(policy) ?? [];
        expect(headers['cache-control']).toContain('no-store');
        for (const [script] of body.matchAll(/<script[^>]*>/g)) expect(script).toContain(`nonce="${nonce}"`);
        nonces.add(nonce);
      }
      expect(nonces.size).toBe(pages.length);
    });

  function ask(path: string, method: Method, identity: Identity) {
    const rule = routes[path]?.[method];
    const isForm = rule?.kind === 'form' || (rule?.kind === 'open' && method === 'POST');
    const headers = {
      origin: app.baseUrl,
      ...(cookies[identity] ? { cookie: cookies[identity] } : {}),
      ...(isForm ? { 'content-type': 'application/x-www-form-urlencoded' } : { 'content-type': 'application/json' }),
    };
    const query = rule && 'query' in rule ? (rule.query ?? '') : '';
    const fields = rule && 'fields' in rule ? (rule.fields ?? {}) : {};
    const body = isForm ? new URLSearchParams(fields).toString() : rule?.kind === 'api' ? rule.body : undefined;
    const address = path.replace('[...nextauth]', 'callback/credentials');
    return rawRequest(app.baseUrl, { path: address + query, method, headers, ...(method === 'GET' || body === undefined ? {} : { body }) });
  }
});

/** The status, and whether it leads to the sign-in page. */
function expected(rule: Rule, identity: Identity): string {
  if (rule.kind === 'open') return `${rule.status}`;
  const isStranger = identity === 'anonymous';
  const isAllowed = rule.for.includes(identity);
  switch (rule.kind) {
    case 'page':
      return isStranger ? '307 to sign in' : `${isAllowed ? shown(rule, identity, 200) : 403}`;
    case 'form':
      return isStranger ? '303 to sign in' : `${isAllowed ? 303 : 403}`;
    case 'api':
      return isStranger ? '401' : `${isAllowed ? shown(rule, identity, rule.status) : 403}`;
  }
}

function shown({ notThereFor = [] }: { notThereFor?: readonly Identity[] }, identity: Identity, status: number): number {
  return notThereFor.includes(identity) ? 404 : status;
}

function answerOf(rule: Rule, { status, headers }: RawAnswer): string {
  const toSignIn = rule.kind !== 'open' && /^\/sign-in(\?|$)/.test(headers.location ?? '');
  return toSignIn ? `${status} to sign in` : `${status}`;
}

/** `default-src 'self'; object-src 'none'` by directive. */
function directivesOf(policy: string): Record<string, string[]> {
  return Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
}

/** Not let in: refused, sent to sign in, or not found. What Next's own machinery answers with is no page of ours. */
function isRefusal({ status, headers, body }: RawAnswer): boolean {
  if ([301, 302, 303, 307, 308].includes(status)) return String(headers.location ?? headers['x-nextjs-redirect']).startsWith('/');
  return status >= 400 || body.includes('NEXT_REDIRECT') || body.includes('/sign-in');
}

async function peopleIn(app: App): Promise<Record<Identity, string>> {
  const [support, product, compliance, admin, other, canary] = await Promise.all([
    app.makeUser('support', ['org_a']),
    app.makeUser('product', ['org_a']),
    app.makeUser('compliance', ['org_a']),
    app.makeUser('admin'),
    app.makeUser('compliance', ['org_b']),
    app.makeUser('support', ['org_a']),
  ]);
  await app.sql`update users set name = 'CANARY person' where id = ${canary.id}`;
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, actor_label, action, subject_type, subject_id, org_id, metadata)
    values ('billing', 'CANARY-1', now(), 'u_hidden', 'CANARY label', 'CANARY.action', 'customer', 'c_hidden', 'org_a', '{"canary": "CANARY"}')`;
  await app.sql`
    insert into log_lines (source, created_at, service, message, request_id, user_id, org_id, attributes, raw)
    values ('billing', now(), 'CANARY-service', 'CANARY line', 'req-hidden', 'CANARY-user', 'org_a', '{"canary": "CANARY"}', 'CANARY raw')`;
  await app.sql`
    insert into usage_events (created_at, source, event_id, trust, event, user_id, org_id, feature, surface)
    values (now(), 'billing', 'CANARY-1', 'server', 'CANARY-event', 'CANARY-user', 'org_a', 'hidden', 'CANARY-surface')`;
  await app.sql`
    insert into usage_features (source, feature, org_id, events, first_used, last_used) values ('billing', 'hidden', 'org_a', 1, now(), now())`;
  await app.sql`
    insert into exports (id, state, viewer_kind, viewer_id, viewer_label, orgs, world, format, masking, question, words, bound, as_of, expected)
    values ('x_hidden', 'whole', 'person', 'u_hidden', 'CANARY exporter', '{org_a}', 'real', 'csv', 'none', 'q=actor:CANARY', 'actions by CANARY',
      '{"asOf":"2026-10-03T18:00:00.000000Z","tables":{}}', now(), 1)`;
  await storeError(app, { type: 'CANARY', message: 'CANARY error', org: 'org_a', user: 'CANARY-user', request: 'req-hidden' });
  return {
    anonymous: '',
    support: support.cookie,
    product: product.cookie,
    compliance: compliance.cookie,
    admin: admin.cookie,
    'compliance of org_b': other.cookie,
  };
}
