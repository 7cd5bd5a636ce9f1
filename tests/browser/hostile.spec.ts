import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { sayNotChecked, sharedData, whyNotThere } from '@/tests/support/shared-data';

const list = 'contracts/hostile-inputs.json';
const file = sharedData(list);

/** One of its own: the others look at an installation without a real row. */
let app: App;

test.beforeAll(async () => {
  app = await startApp();
});
test.afterAll(() => app?.stop());
test.skip(file === null, 'the shared data is not there');
if (file === null) sayNotChecked('hostile inputs in the browser', whyNotThere(list));

test('foreign text is text: no dialog, no request to strangers, no element and no break of the policy comes of it', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page);
  const refs = await recordAll();
  const harm = harmOn(page);
  for (const address of ['/audit?data=real', '/audit?data=real&q=action:hostile&limit=1000', ...refs.map(addressOf)]) {
    await page.goto(`${app.baseUrl}${address}`);
    await expectNothingMade(page);
  }
  for (const { text } of hostileInputs(file ?? '', 'ui.filter')) {
    await page.goto(`${app.baseUrl}/audit?data=real&q=${encodeURIComponent(text.toWellFormed())}`);
    await expectNothingMade(page);
  }
  expect(harm).toEqual([]);
});

async function signIn(page: Page): Promise<void> {
  const [name = '', value = ''] = (await app.makeUser('admin')).cookie.split('=', 2);
  await page.context().addCookies([{ name, value, url: app.baseUrl }]);
}

function addressOf(ref: string): string {
  return `/audit/action?data=real&ref=${encodeURIComponent(ref)}`;
}

/** Everything that may stand in a row's texts or in its metadata, each as a row of its own. */
async function recordAll(): Promise<string[]> {
  const texts = hostileInputs(file ?? '', 'row.text').map(({ id, text }) => {
    const fields = { actor_id: text, actor_label: text, subject_type: 'thing', subject_id: text, subject_label: text, request_id: text };
    return JSON.stringify({ event_id: `browser-text-${id}`, action: 'hostile.text', ...fields });
  });
  const metadata = hostileInputs(file ?? '', 'row.metadata')
    .filter(({ json }) => json.length < 900_000)
    .map(({ id, json }) => `{"event_id":"browser-meta-${id}","action":"hostile.metadata","metadata":{"given":${json}}}`);
  const token = await app.makeToken({ scopes: ['audit:write'], source: 'hostile' });
  const answer = await fetch(`${app.baseUrl}/api/v1/actions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: `[${[...texts, ...metadata].join(',')}]`,
  });
  expect(answer.status).toBe(200);
  const { rows } = (await answer.json()) as { rows: { ref: string | null }[] };
  return rows.flatMap(({ ref }) => (ref === null ? [] : [ref]));
}

/** Whatever should never happen, as it happens. */
function harmOn(page: Page): string[] {
  const harm: string[] = [];
  page.on('dialog', async (dialog) => {
    harm.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${app.baseUrl}/`)) harm.push(`request: ${request.url()}`);
  });
  page.on('pageerror', (error) => harm.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') harm.push(`console: ${message.text()}`);
  });
  return harm;
}

async function expectNothingMade(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await page.locator('img[src="x"], svg[onload], script:not([src]):has-text("alert(1)")').count()).toBe(0);
}
