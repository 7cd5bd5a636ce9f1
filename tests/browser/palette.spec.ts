import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('admin') });

/** Opened by its key, wherever the focus is, as soon as the page listens. Pressed again, it stays open. */
async function openedPalette(page: Page, key = 'Control+k') {
  const field = page.getByRole('combobox', { name: 'Go to, or paste anything' });
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(field).toBeFocused({ timeout: 500 });
  }).toPass();
  return field;
}

const chosen = (page: Page) => page.getByRole('option', { selected: true });

test('from every screen somebody goes to any other by keys alone, in the same zone and world', async ({ page }) => {
  for (const address of ['/', '/audit/actor?id=u_bram', '/audit/subject?type=customer&id=org_1055', '/settings']) {
    await page.goto(`${address}${address.includes('?') ? '&' : '?'}data=sample&tz=Asia/Tokyo`);
    const field = await openedPalette(page);
    await field.pressSequentially('tok');
    await expect(chosen(page)).toHaveText(/^Settings: tokens/);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/settings\/tokens\?/);
    await expect(page).toHaveURL(/tz=Asia(\/|%2F)Tokyo/);
    await expect(page).toHaveURL(/data=sample/);
  }
});

test('it is a dialog that keeps the focus, gives it back, and closes by Escape', async ({ page }) => {
  await page.goto('/audit?data=sample');
  const search = page.getByRole('search').getByLabel('Search actions');
  await search.focus();
  await openedPalette(page, 'Meta+k');
  const dialog = page.getByRole('dialog', { name: 'Go to' });
  await expect(dialog).toBeVisible();
  for (let n = 0; n < 8; n++) {
    await page.keyboard.press('Tab');
    const isOutside = await page.evaluate(() => document.activeElement !== document.body && !document.activeElement?.closest('dialog'));
    expect(isOutside).toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(search).toBeFocused();

  const opener = page.getByRole('button', { name: /^Go to/ });
  await opener.click();
  await expect(dialog).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(opener).toBeFocused();
});

test('the arrows choose, round the ends, and the field says what is chosen', async ({ page }) => {
  await page.goto('/audit?data=sample');
  const field = await openedPalette(page);
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await expect(chosen(page)).toHaveCount(1);
  const first = await chosen(page).getAttribute('id');
  await expect(field).toHaveAttribute('aria-activedescendant', first ?? '');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
});

test('a log line is recognised, and leads to its request', async ({ page }) => {
  await page.goto('/?data=sample');
  const field = await openedPalette(page);
  await field.fill('{"level":"error","requestId":"req_01ka9d2fv6tn","msg":"could not"}');
  await expect(chosen(page)).toContainText('everything about req_01ka9d2fv6tn');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/trace\?id=req_01ka9d2fv6tn/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What happened: req_01ka9d2fv6tn');
});

test('people and things are found by their names, and opened', async ({ page }) => {
  await page.goto('/?data=sample');
  const field = await openedPalette(page);
  await field.pressSequentially('bram');
  const actor = page.getByRole('group', { name: 'Actors' }).getByRole('option', { name: /Bram Kuipers/ });
  await expect(actor).toContainText('u_bram');
  await actor.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What did Bram Kuipers');

  await openedPalette(page).then((again) => again.pressSequentially('org_1055'));
  await page.getByRole('group', { name: 'Subjects' }).getByRole('option').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Who changed');
});

test('whatever else is typed can be searched for, and is at hand the next time', async ({ page }) => {
  await page.goto('/?data=sample&tz=Asia/Tokyo');
  await (await openedPalette(page)).fill('outcome:failure feature:billing');
  await expect(chosen(page)).toContainText('failed actions in feature billing');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed actions');
  await expect(page).toHaveURL(/tz=Asia(\/|%2F)Tokyo/);

  await page.goto('/?data=sample');
  await openedPalette(page);
  const searches = page.getByRole('group', { name: 'Searches' });
  await expect(searches.getByRole('option')).toHaveText(/^outcome:failure feature:billing/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(chosen(page)).toContainText('outcome:failure feature:billing');
  await page.keyboard.press('Shift+Delete');
  await expect(searches).toHaveCount(0);
  await page.reload();
  await openedPalette(page);
  await expect(page.getByRole('option').first()).toBeVisible();
  await expect(searches).toHaveCount(0);
});

test('an address is kept under a name, gone to, and forgotten', async ({ page }) => {
  await page.goto('/audit?data=sample&q=action:api_key.revoke&tz=Asia/Tokyo');
  await (await openedPalette(page)).fill('Revoked keys');
  await page.getByRole('option', { name: /Save this address/ }).click();
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Saved as Revoked keys');

  await page.goto('/?data=sample');
  await (await openedPalette(page)).pressSequentially('revoked');
  await expect(chosen(page)).toHaveText(/^Revoked keys/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=action:api_key\.revoke&tz=Asia\/Tokyo/);

  await openedPalette(page);
  await page.getByRole('option', { name: /Forget this address/ }).click();
  await expect(page.getByRole('group', { name: 'Saved' })).toHaveCount(0);
});

test('what was searched for is gone when somebody signs out, and belongs to one person before', async ({ page }) => {
  await page.goto('/audit?data=sample&q=actor:u_bram');
  await expect.poll(() => keptIn(page)).toContain('actor:u_bram');
  await page.evaluate(() => window.localStorage.setItem('tracebook:somebody', '{"saved":[],"recent":["actor:u_secret"]}'));
  await openedPalette(page);
  await expect(page.getByRole('group', { name: 'Searches' })).toContainText('actor:u_bram');
  await expect(page.getByRole('group', { name: 'Searches' })).not.toContainText('u_secret');
  await page.keyboard.press('Escape');
  // Only what the page does, so that the session of the other tests stays.
  await page.route('**/api/auth/signout', (route) => route.fulfill({ status: 200, body: 'signed out' }));
  await page.getByRole('banner').getByText('Test admin').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('signed out')).toBeVisible();
  expect(await keptIn(page)).not.toMatch(/u_bram|u_secret/);
});

test('a browser that stores nothing goes everywhere, and says that it keeps nothing', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
  });
  await page.goto('/audit?data=sample&q=actor:u_bram');
  const field = await openedPalette(page);
  await page.getByRole('option', { name: /Save this address/ }).click();
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('This browser keeps nothing for this site.');
  await field.fill('today');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/\?.*data=sample/);
  await expect(page).toHaveTitle(/today/);
  expect(errors).toEqual([]);
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 1440],
  ['light', 380],
  ['dark', 380],
] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });

    test('axe finds nothing in the open palette, and nothing reaches beyond the edge', async ({ page }) => {
      await page.goto(`/audit?data=sample&q=actor:${'u'.repeat(143)}`);
      await page.getByRole('button', { name: /^Go to/ }).click();
      const field = page.getByRole('combobox', { name: 'Go to, or paste anything' });
      for (const text of ['', 'bram', `\u202eadmin<b>${'9'.repeat(143)}`]) {
        await field.fill(text);
        await expect(page.getByRole('option').first()).toBeVisible();
        await expect(page.getByRole('dialog').getByRole('status')).toHaveText(/choice/);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .include('dialog')
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`)).toEqual([]);
        const room = await page
          .getByRole('dialog')
          .evaluate((dialog) => [dialog.scrollWidth - dialog.clientWidth, document.documentElement.scrollWidth]);
        expect(room[0]).toBe(0);
        expect(room[1]).toBeLessThanOrEqual(width);
      }
    });
  });
}

function keptIn(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify(window.localStorage));
}
