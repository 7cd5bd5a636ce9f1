import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { sayNotChecked, sharedData, whyNotThere } from '@/tests/support/shared-data';
import { storeError } from '@/tests/support/stored-errors';

/** Texts that try to run, to move, to hide or to pass for another. The shared list has more. */
const own = [
  '<img src=x onerror="alert(1)">',
  '</script><script>alert(1)</script><!--',
  'javascript:alert(1)',
  "\"><svg/onload=alert(1)>{{constructor.constructor('alert(1)')()}}",
  'user=root\b\b\b\bguest\u001b[31m\rok\u0007',
  'invoice\u202egnp.exe\u2066x',
  'ad\u200bmin\ufeff',
  `Z${'\u0335'.repeat(400)}`,
  'аdmin＠example.com',
  'مدير النظام',
  '../../../etc/passwd?a=b&c=d#e',
  'a'.repeat(2_000),
];

const list = 'contracts/hostile-inputs.json';
const file = sharedData(list);
if (file === null) sayNotChecked('hostile inputs in the browser', whyNotThere(list));
const listed = (surface: string) => (file === null ? [] : hostileInputs(file, surface));

/** The nine text columns that producers fill. */
const columns = [
  'actor_id',
  'actor_label',
  'on_behalf_of',
  'action',
  'subject_type',
  'subject_id',
  'subject_label',
  'org_id',
  'request_id',
];

/** One of its own: what is stored here would be what every other test finds. */
let app: App;

test.beforeAll(async () => {
  app = await startApp();
});
test.afterAll(() => app?.stop());

test('foreign text is text: on no screen does it run, load, move, hide or make an element', async ({ context, page }) => {
  test.setTimeout(400_000);
  const refs = [...(await storeTexts()), ...(await recordMetadata())];
  const lines = await storeLines();
  await signIn(context);
  const harm = harmIn(context);
  await lookAt(page, [...addressesOf(refs), ...lineAddressesOf(lines)]);
  expect(harm).toEqual([]);
});

test('nor do foreign errors, their tags, stacks, projects and people', async ({ context, page }) => {
  test.setTimeout(300_000);
  const issues = await storeErrors();
  await signIn(context);
  const harm = harmIn(context);
  await lookAt(page, issueAddressesOf(issues));
  expect(harm).toEqual([]);
});

async function lookAt(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const response = await page.goto(`${app.baseUrl}${address}`);
    expect([200, 404], address).toContain(response?.status());
    expect([address, await made(page)]).toEqual([address, { headings: 1, elements: 0, rawTexts: [] }]);
  }
}

/** Past the API, which would refuse some: each text in all nine columns of a row. */
async function storeTexts(): Promise<string[]> {
  const texts = [...own, ...listed('row.text').map(({ text }) => text.replaceAll('\0', '␀'))];
  const rows = texts.map((text) => ({
    ...Object.fromEntries(columns.map((column) => [column, text])),
    source: 'shop',
    event_id: crypto.randomUUID(),
    created_at: '2026-10-03T14:02:11Z',
  }));
  const stored = await app.sql<{ id: string }[]>`insert into admin_actions ${app.sql(rows)} returning id::text`;
  expect(stored).toHaveLength(texts.length);
  return stored.map(({ id }) => `shop~${id}`);
}

/** Each text in all columns of a line, past what sending one would mend. @returns their numbers */
async function storeLines(): Promise<string[]> {
  const texts = [...own, ...listed('ingest.line').map(({ text }) => text.slice(0, 20_000).replaceAll('\0', '␀').toWellFormed())];
  const rows = texts.map((text) => ({
    source: 'shop',
    created_at: '2026-10-03T14:02:11Z',
    raw: text,
    ...Object.fromEntries(
      ['service', 'message', 'request_id', 'user_id', 'org_id', 'method', 'route'].map((name) => [name, text.slice(0, 2_000)]),
    ),
  }));
  const stored = await app.sql<{ id: string }[]>`insert into log_lines ${app.sql(rows)} returning id::text`;
  await app.sql`update log_lines set attributes = jsonb_build_object(left(message, 200), message)`;
  return stored.map(({ id }) => id);
}

/** Each text in all columns of an error, in its tags and its stack. @returns the numbers of the issues */
async function storeErrors(): Promise<string[]> {
  const texts = [...own, ...listed('row.text').map(({ text }) => text.replaceAll('\0', '␀').toWellFormed())];
  const ids: string[] = [];
  for (const text of texts) {
    const short = text.slice(0, 2_000).toWellFormed();
    ids.push(await storeError(app, { type: short, message: short, org: short, user: short, request: short, everywhere: short }));
  }
  return ids;
}

/** Through the API, as far as it takes them: each as what a change led to. */
async function recordMetadata(): Promise<string[]> {
  const metadata = listed('row.metadata').filter(({ json }) => json.length < 900_000);
  if (metadata.length === 0) return [];
  const bodies = metadata.map(
    ({ id, json }) =>
      `{"event_id":"${id}","action":"customer.update","subject_type":"customer","subject_id":"c_9","metadata":{"before":{"v":1},"after":{"v":${json}}}}`,
  );
  const answer = await fetch(`${app.baseUrl}/api/v1/actions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await app.makeToken({ scopes: ['audit:write'], source: 'hostile' })}`,
      'content-type': 'application/json',
    },
    body: `[${bodies.join(',')}]`,
  });
  expect(answer.status).toBe(200);
  const { rows } = (await answer.json()) as { rows: { ref: string | null }[] };
  return rows.flatMap(({ ref }) => (ref === null ? [] : [ref]));
}

async function signIn(context: BrowserContext): Promise<void> {
  const [name = '', value = ''] = (await app.makeUser('support')).cookie.split('=', 2);
  await context.addCookies([{ name, value, url: app.baseUrl }]);
}

/** Every row in the lists and by itself; our own texts as subjects, actors and questions; the list's as questions. */
function addressesOf(refs: readonly string[]): string[] {
  const value = (text: string) => encodeURIComponent(text.toWellFormed());
  return [
    '/',
    '/audit?limit=1000',
    '/audit?limit=1000&order=asc&tz=Asia/Kathmandu',
    ...refs.map((ref) => `/audit/action?ref=${value(ref)}`),
    ...own.flatMap((text) => [
      `/audit/subject?type=${value(text)}&id=${value(text)}`,
      `/audit/actor?id=${value(text)}`,
      `/audit?q=${value(`"${text.replaceAll('"', '')}"`)}`,
      `/audit?q=${value(text)}&tz=${value(text)}&after=${value(text)}`,
    ]),
    ...listed('ui.filter').map(({ text }) => `/audit?q=${value(text)}`),
  ];
}

function lineAddressesOf(ids: readonly string[]): string[] {
  const value = (text: string) => encodeURIComponent(text.toWellFormed());
  return [
    '/logs?limit=1000',
    ...ids.map((id) => `/logs/line?id=${id}`),
    ...own.flatMap((text) => [`/logs?q=${value(text)}`, `/trace?id=${value(text)}&service=${value(text)}&after=${value(text)}`]),
    ...listed('ui.lookup').map(({ text }) => `/trace?id=${value(text.slice(0, 8_000))}`),
  ];
}

function issueAddressesOf(ids: readonly string[]): string[] {
  const value = (text: string) => encodeURIComponent(text.toWellFormed());
  return [
    '/issues?limit=100',
    '/issues?sort=users&tz=Asia/Kathmandu',
    // The list shows all of them; one by one the worst.
    ...ids.slice(0, own.length).map((id) => `/issues/issue?id=${id}`),
    ...own.map((text) => `/issues?q=${value(text)}&after=${value(text)}`),
    ...own.slice(0, 4).map((text) => `/issues/issue?id=${value(text)}&event=${value(text)}`),
  ];
}

/** Whatever should never happen, as it happens. */
function harmIn(context: BrowserContext): string[] {
  const harm: string[] = [];
  context.on('dialog', async (dialog) => {
    harm.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(`${app.baseUrl}/`) && !request.url().startsWith('data:')) harm.push(`request: ${request.url()}`);
  });
  context.on('weberror', (error) => harm.push(`error: ${error.error().message}`));
  context.on('console', (message) => {
    // A page that is not there is one of the answers.
    if (message.type() === 'error' && !message.text().includes('status of 404')) harm.push(`console: ${message.text()}`);
  });
  return harm;
}

/** What the page became: elements that foreign text would have made, and text nodes with characters that move or hide. */
async function made(page: Page): Promise<{ headings: number; elements: number; rawTexts: string[] }> {
  return page.evaluate(() => {
    const scripts = [...document.scripts].filter((script) => !script.src && script.text.startsWith('alert(1)'));
    const rawTexts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement?.closest('script, style')) continue;
      const text = node.nodeValue ?? '';
      if (/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(text)) rawTexts.push(JSON.stringify(text.slice(0, 80)));
    }
    return {
      headings: document.querySelectorAll('h1').length,
      elements: document.querySelectorAll('img, body svg:not([aria-hidden], [data-brush]), iframe, object, embed').length + scripts.length,
      rawTexts,
    };
  });
}
