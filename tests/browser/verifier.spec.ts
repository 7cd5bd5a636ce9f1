import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { printVerifierKey } from '@/lib/tlog';
import { logKey, makeBundle, makeLog, otherKey, withText } from '@/tests/support/bundles';
import { zipOf } from '@/tests/support/zips';

/** The page that travels with exports: opened from a file, with the network off, as an auditor does it. */

const folder = mkdtempSync(join(tmpdir(), 'verify-page-'));
const at = (name: string) => join(folder, name);

test.beforeAll(async () => {
  const log = makeLog({ rows: 300, erased: new Map([[4, ['actor_id']]]) });
  const files = await makeBundle(log, { withheld: ['org_id'] });
  execFileSync(process.execPath, ['scripts/build-verifier.mjs', folder]);
  writeFileSync(at('whole.zip'), await zipOf(files));
  writeFileSync(at('changed.zip'), await zipOf(withText(files, 'rows.jsonl', (text) => text.replace('action 7', 'action 8'))));
  writeFileSync(at('kept.txt'), log.checkpoint);
  for (const [name, bytes] of files) {
    mkdirSync(dirname(at(`whole/${name}`)), { recursive: true });
    writeFileSync(at(`whole/${name}`), bytes);
  }
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.context().setOffline(true);
  await page.goto(`file://${at('verify.html')}`);
  return asked;
}

test('a zip is verified against a key, without a network, and the words are those of the program', async ({ page }) => {
  const asked = await open(page);
  await page.getByLabel(/The export, as a zip/).setInputFiles(at('whole.zip'));
  await page.getByLabel(/The key of the log/).fill(printVerifierKey(logKey));
  await page.getByRole('button', { name: 'Verify' }).click();
  const answer = page.getByRole('status');
  await expect(answer.getByRole('heading', { level: 2 })).toHaveText(/^VERIFIED: /);
  await expect(answer).toContainText('300 rows stood in the log audit.example.com/audit when it held 601 entries');
  await expect(answer).toContainText('org_id: withheld in 300 rows');
  await expect(answer).toContainText('REDACTED by leaf 600');
  expect(asked.filter((url) => !url.startsWith('file://'))).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('a folder is verified against a checkpoint that was kept', async ({ page }) => {
  await open(page);
  await page.getByLabel('or as a folder').setInputFiles(at('whole'));
  await page.getByLabel('or a checkpoint of the log that you kept').setInputFiles(at('kept.txt'));
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('status').getByRole('heading', { level: 2 })).toHaveText(/^VERIFIED: /);
});

for (const [what, zip, key, words] of [
  ['what was changed is a mismatch', 'changed.zip', logKey, /^NOT VERIFIED, MISMATCH/],
  ['another key vouches for nothing', 'whole.zip', otherKey, /^NOT VERIFIED, KEY/],
  ['without a key nobody vouches', 'whole.zip', null, /^NOT VERIFIED, KEY/],
] as const) {
  test(what, async ({ page }) => {
    await open(page);
    await page.getByLabel(/The export, as a zip/).setInputFiles(at(zip));
    if (key) await page.getByLabel(/The key of the log/).fill(printVerifierKey(key));
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByRole('status').getByRole('heading', { level: 2 })).toHaveText(words);
  });
}
