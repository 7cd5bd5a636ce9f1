import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support') });

/** What every page of the framework loads, an empty one too: its runtime, React, and its router. */
function floorBytes(): number {
  const { rootMainFiles } = JSON.parse(readFileSync('.next/build-manifest.json', 'utf8')) as { rootMainFiles: string[] };
  return rootMainFiles.reduce((sum, file) => sum + gzipSync(readFileSync(`.next/${file}`)).length, 0);
}

for (const screen of ['/audit', '/issues', '/usage']) {
  test(`the first load of ${screen} brings at most 30 kB of JavaScript more than an empty page`, async ({ page }) => {
    const bytes = await scriptBytesOf(page, `${screen}?data=sample`);
    const floor = floorBytes();
    process.stdout.write(`measured: JavaScript of ${screen}: ${kB(bytes)} on the wire, of an empty page: ${kB(floor)}\n`);
    expect(bytes).toBeLessThanOrEqual(floor + 30_000);
  });
}

async function scriptBytesOf(page: Page, address: string): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const scripts = new Set<string>();
  let bytes = 0;
  client.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  const response = await page.goto(address, { waitUntil: 'networkidle' });
  expect(response?.status()).toBe(200);
  return bytes;
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
