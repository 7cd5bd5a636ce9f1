import { expect, test } from '@playwright/test';
import { startApp } from '@/tests/support/app';
import { openKeys } from '@/tests/support/browser';
import { buildWithoutProxy } from '@/tests/support/build';

test('where the proxy did not run, pages still do, under the policy that is left', async ({ page }) => {
  const build = buildWithoutProxy();
  const app = await startApp(build);
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  try {
    const [name = '', value = ''] = (await app.makeUser('support')).cookie.split('=', 2);
    await page.context().addCookies([{ name, value, url: app.baseUrl }]);
    const response = await page.goto(`${app.baseUrl}/audit`);
    expect(response?.headers()['content-security-policy']).toContain("script-src 'self' 'unsafe-inline'");
    await openKeys(page);
    expect(refused).toEqual([]);
  } finally {
    await app.stop();
    build.remove();
  }
});
