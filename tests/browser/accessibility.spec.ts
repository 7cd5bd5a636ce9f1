import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Role, startApp } from '@/tests/support/app';
import { openKeys, stateFile } from '@/tests/support/browser';
import { storeError } from '@/tests/support/stored-errors';

interface Screen {
  readonly name: string;
  readonly address: string;
  /** What makes it the screen that is meant: something that is opened on it. */
  readonly open?: (page: Page) => Promise<void>;
  /** Where that is opened; the rest of the page is looked at elsewhere. */
  readonly within?: string;
}

/** All rows are made alike: ten of them show what a hundred would. */
const audit = '/audit?data=sample&limit=10';

const groups: readonly { readonly name: string; readonly role: Role | null; readonly screens: readonly Screen[] }[] = [
  {
    name: 'lists',
    role: 'admin',
    screens: [
      { name: 'today', address: '/?data=sample' },
      { name: 'first steps', address: '/?data=real' },
      { name: 'audit', address: `${audit}&tz=America/New_York` },
      { name: 'nothing found', address: `${audit}&q=actor:nobody` },
      { name: 'logs', address: '/logs?data=sample&limit=10' },
      { name: 'logs as they arrive', address: '/logs?data=sample&limit=10&live=1&q=level:warning', within: 'main' },
      { name: 'a trace', address: '/trace?data=sample&id=req_01k9wq4p7x2m' },
      { name: 'nothing known', address: '/trace?data=sample&id=req-nothing', within: 'main' },
      { name: 'no logs', address: '/logs?data=real', within: 'main' },
      { name: 'the ledger', address: '/usage?data=sample', within: 'main' },
      { name: 'no product events', address: '/usage?data=real', within: 'main' },
      { name: 'exports', address: '/evidence/exports', within: 'main' },
      { name: 'not understood', address: `${audit}&q=color:red+%22open+outcome:failure&tz=Mars/Base`, within: 'main' },
    ],
  },
  {
    name: 'what opens on a list',
    role: 'admin',
    screens: [
      { name: 'a fold', address: `${audit}&q=request:req_01k9wq4p7x2m`, open: openFold, within: 'table' },
      { name: 'the days as a table', address: audit, open: (page) => page.getByText('As a table').click(), within: 'figure' },
      { name: 'zones', address: audit, open: (page) => page.getByText(/^Times in/).click(), within: 'details[open]' },
      {
        name: 'the person',
        address: audit,
        open: (page) => page.locator('summary', { hasText: 'Test admin' }).click(),
        within: 'details[open]',
      },
      { name: 'columns and rows', address: audit, open: (page) => page.getByText('Columns and rows').click(), within: 'details[open]' },
      {
        name: 'the export menu',
        address: audit,
        open: (page) => page.locator('summary', { hasText: /^Export$/ }).click(),
        within: 'details[open]',
      },
      { name: 'keys', address: audit, open: openKeys, within: 'dialog' },
      { name: 'search', address: audit, open: openSearch, within: 'search' },
    ],
  },
  {
    name: 'one thing',
    role: 'admin',
    screens: [
      { name: 'an action', address: `${audit}&q=request:req_01ka9d2fv6tn`, open: openAction },
      { name: 'what can be copied of a list', address: `${audit}&q=request:req_01ka9d2fv6tn`, open: openTexts },
      { name: 'a subject', address: '/audit/subject?data=sample&type=customer&id=org_1055' },
      { name: 'a feature', address: '/usage/feature?data=sample&name=webhooks', within: 'main' },
      { name: 'an actor', address: '/audit/actor?data=sample&id=u_bram&limit=10' },
      { name: 'not found', address: '/audit/action?ref=none~1' },
    ],
  },
  {
    name: 'settings',
    role: 'admin',
    screens: [
      { name: 'all', address: '/settings?data=sample' },
      { name: 'a person to be changed', address: '/settings/people', open: openPerson },
      { name: 'no sources', address: '/settings/sources' },
      { name: 'a rule that is looked at', address: '/settings/retention?source=billing&days=30' },
      { name: 'a project that was just made', address: '/settings/projects', open: makeProject, within: 'main' },
      { name: 'a token that was refused', address: '/settings/tokens', open: refuseToken },
    ],
  },
  { name: 'not permitted', role: 'support', screens: [{ name: 'people', address: '/settings/people' }] },
  {
    name: 'for strangers',
    role: null,
    screens: [
      { name: 'sign-in', address: '/sign-in' },
      { name: 'sign-in, refused', address: '/sign-in?error=refused' },
      { name: 'a link that is used up', address: '/sign-in/link?secret=none' },
    ],
  },
];

for (const { name, role, screens } of groups) {
  test.describe(name, () => {
    if (role) test.use({ storageState: stateFile(role) });

    // In one page, which has what all screens load: that is most of what loading one of them takes.
    test('axe finds nothing, and nothing reaches beyond the edge', async ({ page }) => {
      test.setTimeout(240_000);
      for (const screen of screens) {
        await test.step(screen.name, async () => {
          await page.setViewportSize({ width: 1440, height: 900 });
          await page.goto(screen.address);
          await screen.open?.(page);
          await expectSound(page, screen.within);
        });
      }
    });
  });
}

test.describe('an invitation', () => {
  test.use({ storageState: stateFile('admin') });

  test('its one showing and the form it opens: axe finds nothing', async ({ page }) => {
    await page.goto('/settings/people');
    await page.getByLabel('Email').fill('invited@example.com');
    await page.getByRole('region', { name: 'Invite somebody' }).getByLabel('Organisations').fill('*');
    await page.getByRole('button', { name: 'Make an invitation' }).click();
    const link = page.getByRole('status').locator('code');
    await expect(link).toBeVisible();
    await expectSound(page);
    await page.goto((await link.textContent()) ?? '');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Make your account');
    await expectSound(page);
  });
});

test('what fails, from a source to the whole page: axe finds nothing', async ({ page }) => {
  test.setTimeout(240_000);
  const sources = sourcesFile();
  const app = await startApp({ env: { TRACEBOOK_SOURCES: sources, CATALOGUE_URL: process.env.TEST_POSTGRES_URL ?? '' } });
  try {
    const [name = '', value = ''] = (await app.makeUser('admin')).cookie.split('=', 2);
    await page.context().addCookies([{ name, value, url: app.baseUrl }]);
    await page.goto(`${app.baseUrl}/settings/sources`);
    await expect(page.getByRole('region', { name: 'catalogue' })).toContainText('Answers');
    await expect(page.getByRole('region', { name: 'away' })).toContainText('Gives no answer');
    await expectSound(page);
    await page.goto(`${app.baseUrl}/audit`);
    await expect(page.getByRole('main')).toContainText('Rows of away are missing here');
    await expectSound(page);

    await app.sql`alter table sessions rename to lost_sessions`;
    await app.sql`alter table users rename to lost_users`;
    expect((await page.goto(`${app.baseUrl}/audit`))?.status()).toBe(500);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Something went wrong here');
    await expectSound(page);

    await page.context().clearCookies();
    await page.goto(`${app.baseUrl}/sign-in`);
    await page.getByLabel('Email').fill('somebody@example.com');
    await page.getByLabel('Password').fill('a good long sentence');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('main')).toContainText('If you ask somebody about this');
    await expectSound(page);
  } finally {
    await app.stop();
    rmSync(sources);
  }
});

test('what broke, as a list, one by one, today and in its dossier: axe finds nothing', async ({ page }) => {
  test.setTimeout(240_000);
  const app = await startApp();
  try {
    const [name = '', value = ''] = (await app.makeUser('admin')).cookie.split('=', 2);
    await page.context().addCookies([{ name, value, url: app.baseUrl }]);
    await page.goto(`${app.baseUrl}/issues?q=status:new&sort=worst`);
    await expect(page.getByRole('main')).toContainText('Search for is:new');
    await expectSound(page, 'main');
    const id = await storeError(app, { type: 'TypeError', message: 'x is undefined', org: 'org_1', request: 'req-1' });
    await storeError(app, {
      type: 'خطأ'.repeat(40),
      message: 'm'.repeat(500),
      org: 'o'.repeat(60),
      user: 'u'.repeat(143),
      trust: 'client',
    });
    const screens: readonly (readonly [address: string, says: string])[] = [
      ['/issues', 'reported by the browser'],
      [`/issues/issue?id=${id}`, 'Where it broke'],
      [`/issues/issue?id=${Number(id) + 1}`, 'Where it broke'],
      ['/', 'Newly broken'],
      ['/trace?id=req-1', 'the first of its kind'],
    ];
    for (const [address, says] of screens) {
      await page.goto(app.baseUrl + address);
      await expect(page.getByRole('main')).toContainText(says);
      await expectSound(page, address === '/issues' ? 'html' : 'main');
    }
  } finally {
    await app.stop();
  }
});

/** One table that answers, as every Postgres has it, and one that cannot be reached. */
function sourcesFile(): string {
  const path = join(tmpdir(), `sources-${crypto.randomUUID()}.json`);
  const columns = { created_at: 'now()', action: 't.relname::text' };
  const catalogue = { name: 'catalogue', url_from: 'CATALOGUE_URL', table: 'pg_catalog.pg_class', key: 'oid', columns };
  const away = { name: 'away', url: 'postgresql://nobody@127.0.0.1:1/none', table: 'public.history', key: 'id', columns };
  writeFileSync(path, JSON.stringify({ audit: [catalogue, away] }));
  return path;
}

test.describe('colours and sizes', () => {
  test.use({ storageState: stateFile('admin') });

  test('chosen colours come with the first byte, and stay; paper is light', async ({ page }) => {
    await page.goto('/audit?data=sample');
    await page.locator('summary', { hasText: 'Test admin' }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page).toHaveURL(/\/audit\?.*data=sample/);
    expect(await (await page.request.get('/audit')).text()).toContain('data-theme="dark"');
    expect(await styleOf(page, ':root', 'color-scheme')).toBe('dark');
    await page.emulateMedia({ media: 'print' });
    expect(await styleOf(page, ':root', 'color-scheme')).toBe('light');
  });

  test('a sentence of the first screen is large enough to be hit, however short it is', async ({ page }) => {
    await page.setViewportSize({ width: 380, height: 900 });
    await page.goto('/?data=sample');
    const links = page.getByRole('region', { name: 'New' }).locator('li > a');
    const heights = await links.evaluateAll((all) =>
      all.map((link) => {
        link.textContent = 'x';
        return link.getBoundingClientRect().height;
      }),
    );
    expect(heights.length).toBeGreaterThan(3);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(24);
  });

  test('words have the sizes that the tokens name', async ({ page }) => {
    await page.goto('/audit?data=sample');
    const sizes = await Promise.all(['body', 'h1', 'td', 'thead th'].map((selector) => styleOf(page, selector, 'font-size')));
    expect(sizes).toEqual(['14px', '20px', '13px', '12px']);
  });
});

/**
 * Each scheme and each width that changes the layout: a colour does not depend on the width, and `app/tokens.test.ts` measures
 * every pair of them.
 */
const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 380, colorScheme: 'dark' },
] as const;

/** The page as it lies there, in every look: what depends on one is style alone, so that it need not be loaded anew. */
async function expectSound(page: Page, within = 'html'): Promise<void> {
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    expect.soft([width, await overflow(page)]).toEqual([width, 0]);
    expect.soft([colorScheme, await violations(page, within)]).toEqual([colorScheme, []]);
  }
  await page.setViewportSize({ width: 900, height: 900 });
  expect.soft([900, await overflow(page)]).toEqual([900, 0]);
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

async function violations(page: Page, within: string): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    .include(within)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    // The other mode gathers from frames, of which there are none, and takes twice the time.
    .setLegacyMode()
    .analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
}

async function openFold(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: /price\.update × \d+/ }).check();
  await expect(page.getByRole('link', { name: 'price.update' }).first()).toBeVisible();
}

async function openAction(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'api_key.revoke' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'What changed' })).toBeVisible();
}

async function openPerson(page: Page): Promise<void> {
  await page.locator('summary', { hasText: 'Change' }).first().click();
  await expect(page.getByRole('button', { name: 'Save role and organisations' })).toBeVisible();
}

async function refuseToken(page: Page): Promise<void> {
  await page.getByLabel('Name').fill('billing');
  await page.getByRole('region', { name: 'Create a token' }).getByLabel('Organisations').fill('*');
  await page.getByRole('button', { name: 'Create the token' }).click();
  await expect(page.getByText('A token needs at least one scope')).toBeVisible();
}

async function makeProject(page: Page): Promise<void> {
  await page.getByLabel('Project').fill(`shop/${'long'.repeat(20)}`);
  await page.getByRole('button', { name: 'Make the DSN' }).click();
  await expect(page.getByRole('status')).toContainText('This is the DSN of shop/');
}

async function openSearch(page: Page): Promise<void> {
  const box = page.getByLabel('Search actions');
  await expect(async () => {
    await box.blur();
    await box.focus();
    await expect(box).toHaveRole('combobox', { timeout: 500 });
  }).toPass();
  await box.fill('outcome:failure color:red actor:');
  await expect(page.getByRole('option').first()).toBeVisible();
}

function styleOf(page: Page, selector: string, property: string): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
}

async function openTexts(page: Page): Promise<void> {
  await page.getByText('as text').click();
  await expect(page.getByRole('region', { name: 'The Markdown as text' })).toBeVisible();
}
