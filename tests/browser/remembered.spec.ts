import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support'), viewport: { width: 1440, height: 900 } });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('columns that somebody does without stay away, from the first byte on, and come back', async ({ page }) => {
      await page.goto('/audit?data=sample&tz=Asia/Tokyo&q=outcome:failure');
      const heading = page.getByRole('columnheader', { name: 'Organisation' });
      await expect(heading).toBeVisible();
      await chooseLook(page, async (panel) => {
        await panel.getByRole('checkbox', { name: 'Organisation' }).uncheck();
        await panel.getByRole('checkbox', { name: 'Who' }).uncheck();
      });
      await expect(page).toHaveURL(/\/audit\?.*tz=Asia(\/|%2F)Tokyo/);
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed actions');
      await expect(heading).toHaveCount(0);
      const first = await firstBytes(page, '/audit?data=sample');
      expect(first).toContain('data-column="subject"');
      expect(first).not.toMatch(/data-column="(org|actor)"/);
      expect(await firstBytes(page, '/audit/subject?data=sample&type=customer&id=org_1055')).not.toMatch(/<th[^>]*data-column="actor"/);

      await chooseLook(page, async (panel) => {
        await expect(panel.getByRole('checkbox', { name: 'Organisation' })).not.toBeChecked();
        await panel.getByRole('checkbox', { name: 'Organisation' }).check();
        await panel.getByRole('checkbox', { name: 'Who' }).check();
      });
      await expect(heading).toBeVisible();
    });

    test('columns that are not usual come where somebody asks for them', async ({ page }) => {
      await page.goto('/audit?data=sample&tz=UTC');
      await expect(page.getByRole('columnheader', { name: 'Feature' })).toHaveCount(0);
      await chooseLook(page, async (panel) => {
        for (const name of ['Feature', 'Surface', 'Trace']) await panel.getByRole('checkbox', { name }).check();
      });
      await expect(page.getByRole('columnheader', { name: 'Feature' })).toBeVisible();
      await page.setViewportSize({ width: 380, height: 820 });
      expect((await page.getByRole('rowheader').first().boundingBox())?.height, 'a day stands on one line').toBeLessThan(40);
      const cell = page.locator('td[data-column="feature"] a').first();
      const feature = await cell.textContent();
      await cell.click();
      await expect(page).toHaveURL(new RegExp(`q=feature(:|%3A)${feature}`));
      await chooseLook(page, async (panel) => {
        for (const name of ['Feature', 'Surface', 'Trace']) await panel.getByRole('checkbox', { name }).uncheck();
      });
      await expect(page.getByRole('columnheader', { name: 'Feature' })).toHaveCount(0);
      expect((await page.context().cookies()).some(({ name }) => name === 'columns')).toBe(false);
    });

    test('rows stand as close as somebody wants them', async ({ page }) => {
      await page.goto('/audit?data=sample');
      const row = page.locator('tr[data-row]').first();
      const compact = (await row.boundingBox())?.height ?? 0;
      await chooseLook(page, (panel) => panel.getByRole('radio', { name: 'Comfortable' }).check());
      expect(await firstBytes(page, '/audit')).toContain('data-density="comfortable"');
      expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(compact + 5);
      await chooseLook(page, (panel) => panel.getByRole('radio', { name: 'Compact' }).check());
      expect((await row.boundingBox())?.height).toBe(compact);
    });
  });
}

test.describe('the zone', () => {
  test('is remembered for addresses that name none, and stands in every link from then on', async ({ page, context }) => {
    await page.goto('/audit?data=sample');
    await chooseZone(page, 'Asia/Tokyo');
    await page.goto('/?data=sample');
    await expect(page).toHaveURL(/tz=Asia(\/|%2F)Tokyo/);
    await expect(page.getByText('Times in Tokyo time')).toBeVisible();
    const links = await page
      .getByRole('table')
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((href) => !href.includes('tz=Asia/Tokyo'))).toEqual([]);
    expect(await cookieOf(context, 'zone')).toBe('Asia/Tokyo');
  });

  test('that an address names wins, UTC too, and stays in its links', async ({ page, context }) => {
    await context.addCookies([cookie('zone', 'Asia/Tokyo')]);
    await page.goto('/audit?data=sample&tz=UTC');
    await expect(page.getByText('Times in UTC')).toBeVisible();
    await page.getByRole('link', { name: 'Only failure' }).click();
    await expect(page).toHaveURL(/tz=UTC/);
    await expect(page.getByText('Times in UTC')).toBeVisible();
  });

  test('never changes which days a link asks for', async ({ page, context }) => {
    await page.goto('/audit?data=sample&q=created:2020..');
    const sentence = await page.getByRole('heading', { level: 1 }).textContent();
    await context.addCookies([cookie('zone', 'Asia/Tokyo')]);
    await page.reload();
    await expect(page.getByText('Times in UTC')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(sentence ?? '');
  });

  test('is forgotten with the choice of UTC; what is no zone is not remembered, and the page says why', async ({ page, context }) => {
    await page.goto('/audit?data=sample');
    await chooseZone(page, 'Mars/Base');
    await expect(page.getByLabel('Not understood in the address')).toContainText('tz is no time zone');
    expect(await cookieOf(context, 'zone')).toBeNull();
    await chooseZone(page, 'america/new_york');
    expect(await cookieOf(context, 'zone')).toBe('America/New_York');
    await page.getByText('Times in New York time').click();
    await page.getByRole('button', { name: 'UTC', exact: true }).click();
    await expect(page.getByText('Times in UTC')).toBeVisible();
    expect(await cookieOf(context, 'zone')).toBeNull();
  });

  test('of the browser itself is one click away', async ({ page, context }) => {
    await page.goto('/audit?data=sample');
    await page.getByText('Times in UTC').click();
    await page.getByRole('button', { name: 'Europe/Amsterdam (this browser)' }).click();
    await expect(page.getByText('Times in Amsterdam time')).toBeVisible();
    expect(await cookieOf(context, 'zone')).toBe('Europe/Amsterdam');
  });
});

test('nobody else can make a browser remember anything', async ({ page, context }) => {
  for (const [path, form] of [
    ['/api/zone', { tz: 'Asia/Tokyo' }],
    ['/api/list-look', { density: 'comfortable' }],
  ] as const) {
    const answer = await page.request.post(path, { form, headers: { origin: 'https://evil.example' }, maxRedirects: 0 });
    expect(answer.status()).toBe(403);
  }
  expect([await cookieOf(context, 'zone'), await cookieOf(context, 'density')]).toEqual([null, null]);
});

async function chooseLook(page: Page, choose: (panel: ReturnType<Page['getByRole']>) => Promise<void>): Promise<void> {
  await page.getByText('Columns and rows').click();
  await choose(page.getByRole('main'));
  await page.getByRole('button', { name: 'Show lists so' }).click();
  await expect(page.getByRole('button', { name: 'Show lists so' })).toBeHidden();
}

async function chooseZone(page: Page, zone: string): Promise<void> {
  await page.getByText(/^Times in/).click();
  await page.getByRole('combobox', { name: 'Time zone' }).fill(zone);
  await page.getByRole('button', { name: 'Show times there' }).click();
  await expect(page).toHaveURL(/tz=/);
}

async function firstBytes(page: Page, address: string): Promise<string> {
  return (await page.request.get(address)).text();
}

async function cookieOf(context: BrowserContext, name: string): Promise<string | null> {
  return (await context.cookies()).find((kept) => kept.name === name)?.value ?? null;
}

function cookie(name: string, value: string) {
  return { name, value, domain: '127.0.0.1', path: '/' };
}
