import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import { type App, startApp } from '@/tests/support/app';

let app: App;
let shop: Server;

/** A shop on another origin, with the SDK in its page. */
test.beforeAll(async () => {
  app = await startApp();
  const key = randomBytes(16).toString('hex');
  const [row] = await app.sql<{ id: string }[]>`
    insert into project_keys (key, project, org_id, trust, created_by) values (${key}, 'shop/web', 'org_1', 'client', 'test') returning id::text`;
  const script = await bundled(`${app.baseUrl.replace('://', `://${key}@`)}/${row?.id}`);
  shop = createServer(({ url }, answer) => {
    answer.setHeader('content-type', url === '/shop.js' ? 'text/javascript' : 'text/html');
    answer.end(url === '/shop.js' ? script : '<!doctype html><title>Shop</title><button>Pay</button><script src="/shop.js"></script>');
  });
  await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
});
test.afterAll(async () => {
  shop?.close();
  await app?.stop();
});

async function bundled(dsn: string): Promise<string> {
  const page = `
    import * as Sentry from '@sentry/browser';
    Sentry.init({ dsn: ${JSON.stringify(dsn)}, release: 'web@1.4.0', environment: 'production' });
    Sentry.setTag('request_id', 'req-browser-1');
    Sentry.setTag('org_id', 'org_9');
    Sentry.setUser({ id: 'u_1', email: 'bob@example.com' });
    function pay() { const cart = null; return cart.total; }
    document.querySelector('button').addEventListener('click', () => pay());`;
  const { outputFiles } = await build({
    stdin: { contents: page, resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

test('an error in a browser, sent from a page of another origin, is found by its request within two seconds of its answer', async ({
  page,
}) => {
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/cart?token=CANARY`);
  const answered = page.waitForResponse((response) => {
    const request = response.request();
    return request.method() === 'POST' && response.url().includes('/envelope/') && (request.postData() ?? '').includes('req-browser-1');
  });
  await page.getByRole('button', { name: 'Pay' }).click();
  expect((await answered).status()).toBe(200);
  const [error] = await pollFor(
    () => app.sql`
    select a.*, a::text as whole from error_events a where request_id = 'req-browser-1'`,
  );
  expect(error).toMatchObject({
    type: 'TypeError',
    user_id: 'u_1',
    org_id: 'org_1',
    trust: 'client',
    is_handled: false,
    request_path: '/cart',
    release: 'web@1.4.0',
    platform: 'javascript',
    tags: { org_id: 'org_9' },
  });
  expect(error?.message).toContain('null');
  expect(error?.exceptions[0].frames[0].function).toBe('pay');
  expect(error?.whole).not.toMatch(/CANARY|bob@/);
});

/** Two seconds, and not a moment more. */
async function pollFor<Row>(look: () => PromiseLike<readonly Row[]>): Promise<readonly Row[]> {
  for (const end = Date.now() + 2_000; Date.now() < end; ) {
    const rows = await look();
    if (rows.length > 0) return rows;
    await new Promise((done) => setTimeout(done, 50));
  }
  return [];
}
